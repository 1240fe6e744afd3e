// What strings that a reader keeps cost: run with --expose-gc. A string cut from a decoded chunk keeps the chunk alive.
import { createParser as createLinefeedParser } from '@linefeed/parser'
import { createParser as createEventsourceParser } from 'eventsource-parser'

const kept = 128
const chunk = new TextEncoder().encode(`data: ${'x'.repeat(192)}\n\n`.repeat(327))

type KeepOne = (keep: (data: string) => void) => void

const withLinefeed: KeepOne = (keep) => createLinefeedParser({ onEvent: ({ data }) => keep(data) }).push(chunk)
const withLinefeedCopied: KeepOne = (keep) => withLinefeed((data) => keep(JSON.parse(JSON.stringify(data))))
const withEventsourceParser: KeepOne = (keep) =>
  createEventsourceParser({ onEvent: ({ data }) => keep(data) }).feed(new TextDecoder().decode(chunk))

/** Bytes of heap per kept string, when the first event of each chunk of 64 KiB is kept. */
function heapPerString(keepOne: KeepOne): number {
  const strings: string[] = []
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let round = 0; round < kept; round++) {
    const events: string[] = []
    keepOne((data) => events.push(data))
    strings.push(events[0] ?? '')
  }
  globalThis.gc?.()
  const used = process.memoryUsage().heapUsed - before
  return strings.length === kept ? used / kept : Number.NaN
}

for (const [name, keepOne] of Object.entries({ withLinefeed, withLinefeedCopied, withEventsourceParser })) {
  console.log(`${name}: ${Math.round(heapPerString(keepOne)).toLocaleString('en')} bytes per kept string of 192`)
}
