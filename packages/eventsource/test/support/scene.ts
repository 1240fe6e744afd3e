// A source with everything around it under the test's hand: server, clock, page, chance. All it fires is collected.
import { EventSource, type EventSourceOptions } from '@linefeed/eventsource'
import { createManualClock, type ManualClock } from '../../../client/test/support/manual-clock.ts'
import { createTestPage, type TestPage } from '../../../client/test/support/page.ts'
import { createScriptedServer, type ScriptedServer } from '../../../client/test/support/scripted-server.ts'

export interface Scene {
  readonly source: EventSource
  readonly clock: ManualClock
  readonly page: TestPage
  readonly server: ScriptedServer
  /** Every event, as `type readyState`, with the data of messages behind it. */
  readonly log: string[]
  readonly events: Event[]
  /** The reasons that came with errors. */
  readonly codes: (string | undefined)[]
  open(text?: string): Promise<void>
  /** Lets everything that needs no time happen, tasks of tasks included. */
  settle(): Promise<void>
}

/** Hears `open`, `message`, `error` and the given types. `random` is 0 unless told otherwise. */
export async function createScene(
  init: EventSourceOptions & { url?: string; baseURL?: string; random?: () => number; types?: string[] } = {},
): Promise<Scene> {
  const { url = 'https://example.com/stream', baseURL, random = () => 0, types = [], ...options } = init
  const clock = createManualClock()
  const page = createTestPage(baseURL)
  const server = createScriptedServer()
  const source = new EventSource(url, { fetch: server.fetch, ...options, platform: { clock, page, random } })
  const log: string[] = []
  const events: Event[] = []
  const codes: (string | undefined)[] = []
  for (const type of ['open', 'message', 'error', ...types]) {
    source.addEventListener(type, (event) => {
      events.push(event)
      const data = event instanceof MessageEvent ? ` ${String(event.data)}` : ''
      log.push(`${event.type} ${source.readyState}${data}`)
      if ('error' in event) {
        codes.push((event.error as { code: string } | undefined)?.code)
      }
    })
  }
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) {
      await clock.settle()
    }
  }
  await settle()
  return {
    source,
    clock,
    page,
    server,
    log,
    events,
    codes,
    settle,
    async open(text) {
      server.latest.open(text)
      await settle()
    },
  }
}
