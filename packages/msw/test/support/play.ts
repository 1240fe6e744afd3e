// Scenario + client → a fresh mock behind msw, played and cleaned up.
import type { SetupServer } from 'msw/node'
import { mockEventStream } from '../../src/index.ts'
import type { TestClient } from './clients.ts'
import type { Scenario } from './scenarios.ts'

export async function play(server: SetupServer, scenario: Scenario, client: TestClient): Promise<void> {
  const chat = mockEventStream('/v1/events', { method: client.method, timeout: 500 })
  server.use(chat.handler)
  const opened: (() => void)[] = []
  const tracked: TestClient = {
    ...client,
    open(url, options) {
      const stream = client.open(url, options)
      opened.push(stream.close)
      return stream
    },
  }
  try {
    await scenario(chat, tracked, 'http://localhost/v1/events')
  } finally {
    for (const close of opened) {
      close()
    }
    chat.reset()
    server.resetHandlers()
  }
}
