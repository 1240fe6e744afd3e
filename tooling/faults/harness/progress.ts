// How far a long run is, on one line of a terminal; in a pipe, a line now and then.

export interface Progress {
  show(done: number, what: string): void
  clear(): void
}

/** Milliseconds between two lines. */
const interval = { terminal: 200, pipe: 10_000 }

export function createProgress(total: number, output: NodeJS.WriteStream = process.stderr): Progress {
  const every = output.isTTY ? interval.terminal : interval.pipe
  const startedAt = performance.now()
  let shownAt = startedAt
  return {
    show(done, what) {
      const now = performance.now()
      if (now - shownAt >= every) {
        shownAt = now
        const left = Math.round(((now - startedAt) / done) * Math.max(0, total - done) * 0.001)
        const line = `${done}/${total} ${what}, ${left} s left`
        output.write(output.isTTY ? `\r\u001b[K${line}` : `${line}\n`)
      }
    },
    clear() {
      if (output.isTTY) {
        output.write('\r\u001b[K')
      }
    },
  }
}
