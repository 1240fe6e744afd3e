// What the server sends, and how it cuts it: named bodies, the same in every run. Server and contenders both read them here.

/** One response: `events` events of one type, then the terminal one. */
export interface Workload {
  name: string
  type: 'message' | 'tick'
  events: number
  /** Bytes of one write. */
  chunkSize: number
  /** The data of one event. */
  data: (index: number) => string
  /** The data of the terminal event. */
  terminal: string
  /** Whether readers turn data from JSON into values. */
  isJson: boolean
  /** Milliseconds between writes of one event each, whose data is the moment of its write; 0 for as fast as possible. */
  interval: number
}

const words = ['the', 'stream', 'of', 'events', 'resumes', 'exactly', 'where', 'it', 'was', 'cut']

const delta = (index: number): string =>
  `{"id":"chatcmpl-9f4b2c","object":"chat.completion.chunk","created":1763650000,"model":"gpt-large","choices":[{"index":0,"delta":{"content":" ${words[index % words.length]}"},"finish_reason":null}]}`

const tick = (index: number): string =>
  `{"symbol":"ACME","price":${(100 + (index % 977) / 100).toFixed(2)},"volume":${index % 5000}}`

const plain = { type: 'message', terminal: '[DONE]', isJson: false, interval: 0 } as const

export const workloads: Workload[] = [
  { ...plain, name: 'LLM deltas in a burst', events: 100_000, chunkSize: 65_536, data: delta },
  { ...plain, name: 'stock ticks, 16 KiB writes', type: 'tick', events: 200_000, chunkSize: 16_384, data: tick },
  {
    ...plain,
    name: 'JSON decoded',
    events: 50_000,
    chunkSize: 65_536,
    data: delta,
    terminal: '"[DONE]"',
    isJson: true,
  },
  {
    ...plain,
    name: 'events of 256 KiB',
    events: 100,
    chunkSize: 65_536,
    data: () => `${'to and fro '.repeat(23_831)}on`,
  },
  {
    ...plain,
    name: 'one event at a time',
    events: 400,
    chunkSize: 0,
    data: () => String(process.hrtime.bigint()),
    interval: 1,
  },
]

/** One event as the server writes it. */
export function toText({ type, data, terminal }: Workload, index: number | 'terminal'): string {
  const id = index === 'terminal' ? '' : `id: ${index}\n`
  return `${type === 'tick' ? `event: tick\n${id}` : ''}data: ${index === 'terminal' ? terminal : data(index)}\n\n`
}

/** The body in its writes; every one has memory of its own. */
export function toChunks(workload: Workload): Uint8Array[] {
  const indexes = Array.from({ length: workload.events }, (_, index) => index)
  const text = [...indexes, 'terminal' as const].map((index) => toText(workload, index)).join('')
  const bytes = new TextEncoder().encode(text)
  const starts = Array.from({ length: Math.ceil(bytes.length / workload.chunkSize) }, (_, n) => n * workload.chunkSize)
  return starts.map((start) => bytes.slice(start, start + workload.chunkSize))
}
