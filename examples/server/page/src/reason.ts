// Whatever was thrown → words for people. A request that reaches nobody is a TypeError, with words of the browser's own.

export function reasonOf(thrown: unknown): string {
  if (thrown instanceof TypeError) {
    return 'Server not reachable'
  }
  return thrown instanceof Error ? thrown.message : String(thrown)
}
