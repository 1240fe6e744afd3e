// For `dedupe`: which events readers have had already.
import type { ServerSentEvent } from '@linefeed/parser'

/**
 * Drops events whose `id` is among the last `count` ones: for servers that replay an event too many.
 * Events without an id of their own are never dropped.
 * @param count At least 1.
 * @example
 * createEventStream('/events', { dedupe: byId(500) })
 */
export function byId(count: number): () => (event: ServerSentEvent) => false | 'replayed' {
  return () => {
    const latest = new Set<string>()
    return ({ id }) => {
      if (!id) {
        return false
      }
      const isKnown = latest.delete(id)
      latest.add(id)
      if (latest.size > count) {
        for (const oldest of latest) {
          latest.delete(oldest)
          break
        }
      }
      return isKnown && 'replayed'
    }
  }
}
