// How long what should come one after the other was there at once. Knows neither connections nor requests.

export interface Overlap {
  /** Something begins; the function it gives says that it is over. */
  begin(): () => void
  /** The longest time, in milliseconds, that one of them stayed beside a later one. */
  longest(): number
}

export function createOverlap(): Overlap {
  const present = new Set<{ overlappedAt: number | undefined }>()
  let longest = 0
  const since = (at: number | undefined): number => (at === undefined ? 0 : performance.now() - at)
  return {
    begin() {
      const now = performance.now()
      present.forEach((other) => (other.overlappedAt ??= now))
      const own: { overlappedAt: number | undefined } = { overlappedAt: undefined }
      present.add(own)
      return () => {
        longest = Math.max(longest, since(own.overlappedAt))
        present.delete(own)
      }
    },
    longest: () => Math.max(longest, ...[...present].map(({ overlappedAt }) => since(overlappedAt))),
  }
}
