// Runs in a process of its own: brings streams into a phase, closes them all, and says what the process still holds.
import { createEventStream, type EventStreamOptions, type Page } from '@linefeed/client'

const [origin = '', phase = '', how = '', expected = ''] = process.argv.slice(2)
const count = 20

const away: Page = {
  left: true,
  hidden: true,
  offline: false,
  baseURL: undefined,
  origin: undefined,
  watch: () => () => {},
}
const options: Record<string, EventStreamOptions<undefined>> = {
  // `headers` that hang: an attempt before its request.
  asking: { headers: () => new Promise(() => {}) },
  paused: { platform: { page: away } },
}

const controller = new AbortController()
const arrived = new Set<number>()
const everyoneArrived = new Promise<void>((resolve) => {
  const target = phase === 'asking' ? 'connecting' : phase
  for (let index = 0; index < count; index++) {
    const arrive = (): void => {
      arrived.add(index)
      if (arrived.size === count) {
        resolve()
      }
    }
    const stream = createEventStream(`${origin}/${phase}`, {
      idleTimeout: 60_000,
      eventTimeout: 60_000,
      linger: phase === 'lingering' ? 60_000 : 0,
      signal: controller.signal,
      onStateChange: (state) => state.phase === target && arrive(),
      ...options[phase],
    })
    controller.signal.addEventListener('abort', () => how === 'close' && stream.close())
    if (phase === 'idle') {
      arrive()
    } else if (how === 'break') {
      void loop(stream, arrive)
    } else {
      const leave = stream.on(() => {
        if (phase === 'event' || phase === 'lingering') {
          arrive()
        }
        if (phase === 'lingering') {
          leave()
        }
      })
    }
  }
})

async function loop(stream: AsyncIterable<unknown>, arrive: () => void): Promise<void> {
  for await (const event of stream) {
    void event
    arrive()
    break
  }
}

await everyoneArrived
// Requests and sockets come and go in turns of their own.
const before = await settle(expected)
controller.abort()
await turn()
const timers = held().filter((name) => name === 'Timeout')
console.log(JSON.stringify({ before, timers, after: await settle('') }))

/** Waits for what is expected to be held, but not forever; gives what is. */
async function settle(names: string): Promise<string[]> {
  for (let turns = 0; turns < 20_000 && kinds().join() !== names; turns++) {
    await turn()
  }
  return kinds()
}

function kinds(): string[] {
  return [...new Set(held())].toSorted()
}

/** What keeps this process alive, but for its standard output. */
function held(): string[] {
  return process.getActiveResourcesInfo().filter((name) => !/^(PipeWrap|TTYWrap|FSReqCallback|Immediate)$/.test(name))
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
