// Runs in a process of its own: plays scenes through one door, and says after each what the process and its signals still hold.
import { getEventListeners } from 'node:events'
import { setupServer } from 'msw/node'
import { mockEventStream, mockFetch, type MockEventStream } from '../../src/index.ts'

interface Stage {
  readonly chat: MockEventStream
  readonly controller: AbortController
  /** Makes the request; what becomes of it is the scene's business, or nobody's. */
  request(): Promise<Response | undefined>
  /** Makes the request, and reads its body until it ends or breaks. */
  read(): Promise<void>
}

const scenes: Record<string, (stage: Stage) => Promise<unknown>> = {
  'the client aborts': async ({ chat, controller, read }) => {
    const reading = read()
    const connection = await chat.connection()
    await connection.send({ data: 'a', id: '1' })
    const { closed } = connection
    controller.abort()
    await Promise.all([reading, closed])
    chat.expectNoOpenConnections()
  },
  'the client aborts before it has read': async ({ chat, controller, request }) => {
    await request()
    const connection = await chat.connection()
    const sending = Promise.allSettled([connection.send({ data: 'a' }), connection.stall(), connection.drop()])
    controller.abort()
    await Promise.all([sending, connection.closed])
  },
  'the server ends': async ({ chat, read }) => {
    const reading = read()
    const connection = await chat.connection()
    const { closed } = connection
    await connection.end()
    await Promise.all([reading, closed])
  },
  'the server drops': async ({ chat, read }) => {
    const reading = read()
    await (await chat.connection()).drop()
    await reading
  },
  'a request fails': async ({ chat, request }) => {
    chat.failNext(503, { retryAfter: 60 })
    chat.failNext('network')
    await (await request())?.text()
    await request()
  },
  'a held request is answered while its leaving is awaited': async ({ chat, request }) => {
    chat.holdNext()
    const responding = request()
    const held = await chat.held()
    void held.left
    held.fail(500)
    await (await responding)?.text()
  },
  'the client of a held request leaves': async ({ chat, controller, request }) => {
    chat.holdNext()
    const responding = request()
    const held = await chat.held()
    controller.abort()
    await Promise.all([responding, held.left])
  },
  'a script waits, and the client aborts': async ({ chat, controller, read }) => {
    chat.script([{ data: 'a' }, { wait: 1e6 }, { data: 'b' }])
    const reading = read()
    const connection = await chat.connection()
    await connection.stall()
    controller.abort()
    await reading
  },
  'reset() in the middle of everything': async ({ chat, read, request }) => {
    chat.script([{ data: 'a' }, { wait: 1e6 }])
    const reading = read()
    const connection = await chat.connection()
    void connection.closed
    chat.holdNext()
    const responding = request()
    void (await chat.held()).left
    const waiting = Promise.allSettled([chat.connection(), chat.held()])
    chat.reset()
    await Promise.all([reading, responding, waiting])
  },
}

const server = setupServer()
const isMsw = process.argv[2] === 'msw'
if (isMsw) {
  server.listen({ onUnhandledFrame: 'error' })
}
for (const [name, play] of Object.entries(scenes)) {
  // Longer than anybody waits here: a timer of the kit would hold the process for ever.
  const chat = mockEventStream('/v1/chat', { method: 'POST', timeout: 1e6 })
  server.use(chat.handler)
  const { requests } = chat
  const controller = new AbortController()
  const reach = isMsw ? fetch : mockFetch(chat)
  const request = (): Promise<Response | undefined> =>
    reach('http://localhost/v1/chat', { method: 'POST', body: '{}', signal: controller.signal }).catch(() => undefined)
  await play({
    chat,
    controller,
    request,
    read: async () => void (await (await request())?.text().catch(() => undefined)),
  })
  await turns()
  // Behind msw the client's signal has listeners of fetch; the kit sees the one that msw makes of it.
  const signals = isMsw ? requests.map(({ request: { signal } }) => signal) : [controller.signal]
  const listeners = signals.flatMap((signal) => getEventListeners(signal, 'abort').map(() => 'listener'))
  console.log(`${name}: ${[...resources(), ...listeners].join(', ') || 'nothing'}`)
}
if (isMsw) {
  server.close()
}

function resources(): string[] {
  // msw's invented sockets stay, after any POST or failure behind it; they do not keep the process.
  const others = /^(PipeWrap|TTYWrap|FSReqCallback|Immediate|TCPSocketWrap)$/u
  return process.getActiveResourcesInfo().filter((kind) => !others.test(kind))
}

/** Sockets that msw invents, and promises, are gone some turns after their end. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}
