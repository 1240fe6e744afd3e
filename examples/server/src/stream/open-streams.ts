// Who is connected right now. Delivery does not need it (the log tells each stream); restarting and making trouble do.

/** One connected reader. */
export interface OpenStream {
  readonly user: string
  /** The device or tab, if it said which. */
  readonly client: string | undefined
  readonly kind: 'events' | 'answer'
  /** The next event is sent half, and nothing after it; then `then` is called. */
  breakNext(then: () => void): void
  /** Ends the response properly, after a whole event. */
  end(): void
  /** Drops the connection without a word. */
  destroy(): void
}

export interface OpenStreams {
  /** Lists `stream` until the returned function is called. */
  add(stream: OpenStream): () => void
  of(user: string): readonly OpenStream[]
  all(): readonly OpenStream[]
}

export function createOpenStreams(): OpenStreams {
  const streams = new Set<OpenStream>()
  return {
    add(stream) {
      streams.add(stream)
      return () => streams.delete(stream)
    },
    of: (user) => [...streams].filter((stream) => stream.user === user),
    all: () => [...streams],
  }
}
