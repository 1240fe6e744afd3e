// A response's body → the chunks a client saw, and how it ended.
export interface Collected {
  readonly chunks: string[]
  /** All chunks joined and decoded together: a chunk may end inside a character. */
  readonly text: () => string
  /** Resolves with `'end'`, or with the error the body failed with. */
  readonly over: Promise<unknown>
  readonly cancel: () => Promise<void>
}

export function collect(response: Response): Collected {
  const chunks: Uint8Array[] = []
  const names: string[] = []
  const reader = response.body?.getReader()
  if (reader === undefined) {
    throw new TypeError(`Cannot read the body: it has one, got status ${response.status}`)
  }
  const read = async (): Promise<unknown> => {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- a body is read in order
      const { done, value } = await reader.read()
      if (done) {
        return 'end'
      }
      if (value.byteLength > 0) {
        chunks.push(value)
        names.push(new TextDecoder().decode(value))
      }
    }
  }
  return {
    chunks: names,
    text: () => {
      const decoder = new TextDecoder()
      return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('')
    },
    over: read().catch((error: unknown) => error),
    cancel: () => reader.cancel(),
  }
}
