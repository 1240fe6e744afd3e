// How much somebody touches while reading a text: a count of operations, which no slow machine can blur.

/** Bytes and characters that are decoded, copied or searched, at most, while `run` is at work. */
export async function workOf(run: () => Promise<unknown>): Promise<number> {
  let touched = 0
  const add = (amount: number): void => void (touched += amount)
  const restore = [
    count(TextDecoder.prototype, 'decode', (_, bytes) => add(lengthOf(bytes))),
    count(Uint8Array.prototype, 'set', (_, source) => add(lengthOf(source))),
    count(Uint8Array.prototype, 'slice', (bytes, from) => add(lengthOf(bytes) - Number(from ?? 0))),
    count(String.prototype, 'indexOf', (text, _, from) => add(lengthOf(text) - Number(from ?? 0))),
  ]
  try {
    await run()
  } finally {
    restore.forEach((put) => put())
  }
  return touched
}

const lengthOf = (value: unknown): number => (value as { length?: number } | undefined)?.length ?? 0

function count(prototype: object, name: string, onCall: (self: unknown, ...args: unknown[]) => void): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, name)
  const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: unknown, ...args: unknown[]) {
      onCall(this, ...args)
      return original.apply(this, args)
    },
  })
  return () => (own ? Object.defineProperty(prototype, name, own) : Reflect.deleteProperty(prototype, name))
}
