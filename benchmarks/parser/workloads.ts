// What servers send and how networks cut it: named lists of Uint8Array chunks, the same in every run and engine.

/** One stream, cut into the chunks a reader gets. */
export interface Workload {
  name: string
  chunks: Uint8Array[]
}

const encoder = new TextEncoder()
const mebibyte = 1024 * 1024

/** Every workload. Built on demand: together they hold some 40 MB. */
export function createWorkloads(): Workload[] {
  const random = createRandom(1)
  const deltas = Array.from({ length: 4000 }, (_, index) => delta(index))
  const bigEvent = encoder.encode(`data: ${prose(8 * mebibyte - 8)}\n\n`)
  return [
    { name: 'LLM delta per chunk', chunks: deltas.map((event) => encoder.encode(event)) },
    { name: 'LLM deltas, 64 KiB chunks', chunks: cut(deltas.join(''), () => 65_536) },
    { name: 'stock ticks, 16 KiB chunks', chunks: cut(repeat(8000, tick), () => 16_384) },
    { name: '50 data lines per event', chunks: cut(repeat(200, lines), () => 16_384) },
    { name: '8 MiB event, 1 KiB chunks', chunks: cut(bigEvent, () => 1024) },
    { name: '8 MiB event, 16 KiB chunks', chunks: cut(bigEvent, () => 16_384) },
    {
      name: 'CRLF, random chunks',
      chunks: cut(deltas.join('').replaceAll('\n', '\r\n'), () => 1 + Math.floor(random() * 1400)),
    },
    {
      name: 'Chinese and emoji, cut anywhere',
      chunks: cut(repeat(4000, chinese), () => 1 + Math.floor(random() * 2000)),
    },
    {
      name: 'heartbeat comments',
      chunks: Array.from({ length: 8000 }, (_, index) => encoder.encode(heartbeat(index))),
    },
    { name: 'chunks of 1 to 8 bytes', chunks: cut(repeat(400, delta), () => 1 + Math.floor(random() * 8)) },
    { name: 'short response, 250 events', chunks: cut(repeat(250, delta), () => 1400) },
  ]
}

/** A stream of one event with `size` bytes of data, in chunks of 1 KiB. */
export function createBigEvent(size: number): Workload {
  return { name: `${size / mebibyte} MiB`, chunks: cut(`data: ${prose(size)}\n\n`, () => 1024) }
}

function delta(index: number): string {
  const content = words[index % words.length]
  return `data: {"id":"chatcmpl-9f4b2c","object":"chat.completion.chunk","created":1763650000,"model":"gpt-large","choices":[{"index":0,"delta":{"content":" ${content}"},"finish_reason":null}]}\n\n`
}

function tick(index: number): string {
  const price = (100 + (index % 977) / 100).toFixed(2)
  return `id: ${100_000 + index}\nevent: tick\ndata: {"symbol":"ACME","price":${price},"volume":${index % 5000}}\n\n`
}

function lines(index: number): string {
  return repeat(50, (line) => `data: ${index}.${line} ${prose(40)}\n`) + '\n'
}

function chinese(index: number): string {
  return `data: {"内容":"服务器发送事件使网页能够自动更新 ${index} 😀🚀","完成":false}\n\n`
}

function heartbeat(index: number): string {
  return index % 50 === 49 ? `data: ${index}\n\n` : ': heartbeat\n\n'
}

const words = ['the', 'stream', 'of', 'events', 'resumes', 'exactly', 'where', 'it', 'was', 'cut']

function prose(length: number): string {
  return repeat(Math.ceil(length / 5), (index) => `${words[index % words.length]} `).slice(0, length)
}

function repeat(times: number, make: (index: number) => string): string {
  return Array.from({ length: times }, (_, index) => make(index)).join('')
}

function cut(stream: string | Uint8Array, nextSize: () => number): Uint8Array[] {
  const bytes = typeof stream === 'string' ? encoder.encode(stream) : stream
  const chunks: Uint8Array[] = []
  for (let start = 0; start < bytes.length;) {
    // A copy: chunks from the network do not share one buffer.
    const chunk = bytes.slice(start, start + nextSize())
    chunks.push(chunk)
    start += chunk.length
  }
  return chunks
}

/** mulberry32: small, seeded, good enough for cutting. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
