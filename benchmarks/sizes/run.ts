// What one import costs a page, ours and the peers', measured the same way → a table; `--json` prints the figures alone.
import { resolve } from 'node:path'
import { sizeOf } from '../../tooling/size/size-of.ts'

export interface Size {
  kind: 'parser' | 'client' | 'React hook'
  name: string
  imported: string
  /** Minified and gzipped, with everything below it included but React. */
  bytes: number
}

const imports: Omit<Size, 'bytes'>[] = [
  { kind: 'parser', name: '@linefeed/parser', imported: 'createParser' },
  { kind: 'parser', name: 'eventsource-parser', imported: 'createParser' },
  { kind: 'client', name: '@linefeed/client', imported: 'createEventStream' },
  { kind: 'client', name: '@linefeed/fetch-event-source', imported: 'fetchEventSource' },
  { kind: 'client', name: '@linefeed/eventsource', imported: 'EventSource' },
  { kind: 'client', name: '@microsoft/fetch-event-source', imported: 'fetchEventSource' },
  { kind: 'client', name: 'eventsource-client', imported: 'createEventSource' },
  { kind: 'client', name: 'eventsource', imported: 'EventSource' },
  { kind: 'client', name: 'event-source-plus', imported: 'EventSourcePlus' },
  { kind: 'React hook', name: '@linefeed/react', imported: 'useEventStream' },
  { kind: 'React hook', name: 'react-eventsource', imported: 'useSSE' },
]

const installed = resolve(import.meta.dirname, '..')
const sizes: Size[] = await Promise.all(
  imports.map(async ({ kind, name, imported }) => {
    const bytes = await sizeOf(name, imported, ['react'], installed)
    return { kind, name, imported, bytes }
  }),
)

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(sizes))
} else {
  console.table(sizes)
}
