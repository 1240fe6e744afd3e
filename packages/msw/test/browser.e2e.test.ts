// The kit in a real page, behind msw's service worker: what it keeps there, and what the platform takes.
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumLaunchOptions } from '../../../tooling/browser/find-browser.ts'
import { servePage } from './browser/serve.ts'

describe.each([
  ['3.0.5', 'msw'],
  ['2.15.0', 'msw-2'],
] as const)('msw %s', (version, msw) => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof servePage>>
  let page: Page

  beforeAll(async () => {
    ;[browser, site] = await Promise.all([chromium.launch(chromiumLaunchOptions()), servePage(msw)])
    page = await browser.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  beforeEach(async () => {
    await page.goto(site.url)
    await page.waitForFunction(() => 'tools' in window)
    // Not quiet: that is how people run it, and msw then copies every response for its log.
    await page.evaluate(() =>
      window.tools.worker
        // msw 2 and msw 3 each know one of these.
        .start({ onUnhandledFrame: 'bypass', ...({ onUnhandledRequest: 'bypass' } as object) })
        .then(() => undefined),
    )
  })

  test('worker and library are of this version', async () => {
    const [library, script] = await page.evaluate(async () => [
      window.tools.version,
      await (await fetch('/mockServiceWorker.js')).text(),
    ])
    expect(library).toBe(version)
    expect(script).toContain(`'${version}'`)
  })

  test('held: a client is connecting until it is answered', async () => {
    const seen = await page.evaluate(async () => {
      const { mockEventStream, worker, collect } = window.tools
      const chat = mockEventStream('/v1/chat', { timeout: 100 })
      worker.use(chat.handler)
      chat.holdNext({ times: 3 })
      let isAnswered = false
      const responding = fetch('/v1/chat').finally(() => (isAnswered = true))
      const first = await chat.held()
      const before = isAnswered
      const connection = first.open()
      const { text } = collect(await responding)
      await connection.send({ data: 'a' })
      while (text() === '') {
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      const failing = fetch('/v1/chat')
      const second = await chat.held()
      second.fail(503)
      const controller = new AbortController()
      const givingUp = fetch('/v1/chat', { signal: controller.signal }).catch(String)
      const third = await chat.held()
      controller.abort()
      return {
        answered: [before, isAnswered],
        text: text(),
        status: (await failing).status,
        gaveUp: await givingUp,
        left: await third.left.catch(String),
        closed: await third.open().closed.catch(String),
      }
    })
    expect(seen).toEqual({
      answered: [false, true],
      text: 'data: a\n\n',
      status: 503,
      gaveUp: expect.stringContaining('AbortError'),
      left: expect.stringContaining('A service worker does not tell that a client left before the answer'),
      closed: 'left',
    })
  })

  test('fetch: reads the bytes, resumes, and its leaving is seen', async () => {
    const seen = await page.evaluate(async () => {
      const { mockEventStream, worker, collect } = window.tools
      const chat = mockEventStream('/v1/chat', { method: 'POST' })
      worker.use(chat.handler)
      const controller = new AbortController()
      const headers = { 'last-event-id': '41', 'content-type': 'application/json' }
      const responding = fetch('/v1/chat', { method: 'POST', body: '{"a":1}', headers, signal: controller.signal })
      const connection = await chat.connection()
      const { text, over } = collect(await responding)
      await connection.send({ type: 'token', data: { t: 'é' }, id: '42' })
      await connection.split('data: é😀\n\n', { at: 'every-byte' })
      await connection.stall()
      const until = '😀\n\n'
      while (!text().endsWith(until)) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      controller.abort()
      return {
        lastEventId: connection.lastEventId,
        body: connection.body,
        text: text(),
        over: String(await over),
        closed: await connection.closed,
      }
    })
    expect(seen).toEqual({
      lastEventId: '41',
      body: { a: 1 },
      text: 'event: token\nid: 42\ndata: {"t":"é"}\n\ndata: é😀\n\n',
      over: expect.stringContaining('AbortError'),
      closed: 'left',
    })
  })

  test('fetch: an ID beyond Latin-1 never reaches the handlers', async () => {
    const seen = await page.evaluate(async () => {
      const { mockEventStream, worker } = window.tools
      const chat = mockEventStream('/v1/chat', { timeout: 200 })
      worker.use(chat.handler)
      const headers = { 'last-event-id': String.fromCharCode(...new TextEncoder().encode('ключ')) }
      const controller = new AbortController()
      const responding = fetch('/v1/chat', { headers, signal: controller.signal }).catch(String)
      const connection = await chat.connection().catch(String)
      controller.abort()
      return { connection, requests: chat.requests.length, responding: await responding }
    })
    expect(seen).toEqual({
      connection: expect.stringContaining('got no request at all'),
      requests: 0,
      responding: expect.stringContaining('AbortError'),
    })
  })

  test('fetch: a drop, a cancelled reader, a failure', async () => {
    const seen = await page.evaluate(async () => {
      const { mockEventStream, worker, collect } = window.tools
      const chat = mockEventStream('/v1/chat')
      worker.use(chat.handler)
      const dropped = collect(await fetch('/v1/chat'))
      const first = await chat.connection()
      await first.raw('data: a')
      await first.drop()
      const over = await dropped.over
      const cancelled = collect(await fetch('/v1/chat'))
      const second = await chat.connection()
      await second.raw('data: b')
      await cancelled.cancel()
      const closed = await second.closed
      chat.failNext(503, { retryAfter: 7 })
      chat.failNext('network')
      const failed = await fetch('/v1/chat')
      return {
        over: String(over),
        text: dropped.text(),
        closed,
        retryAfter: failed.headers.get('retry-after'),
        network: await fetch('/v1/chat').catch(String),
      }
    })
    expect(seen).toEqual({
      over: expect.stringContaining('TypeError'),
      text: 'data: a',
      closed: 'left',
      retryAfter: '7',
      network: 'TypeError: Failed to fetch',
    })
  })

  test('EventSource: reconnects after an end, and close() is seen', async () => {
    const seen = await page.evaluate(async () => {
      const { mockEventStream, worker } = window.tools
      const prices = mockEventStream('/v1/prices')
      worker.use(prices.handler)
      const source = new EventSource('/v1/prices')
      const events: string[] = []
      source.addEventListener('message', ({ data, lastEventId }) => events.push(`${lastEventId} ${String(data)}`))
      const first = await prices.connection()
      await first.retry(10)
      await first.send({ data: 'a', id: '1' })
      await first.end()
      const second = await prices.connection()
      const heard = new Promise((resolve) => source.addEventListener('message', resolve))
      await second.send({ data: 'b', id: '2' })
      await heard
      source.close()
      return { events, lastEventId: second.lastEventId, closed: await second.closed }
    })
    // Chromium does not show the position of its own EventSource to a service worker.
    expect(seen).toEqual({ events: ['1 a', '2 b'], lastEventId: undefined, closed: 'left' })
  })

  test('EventSource: Chromium takes a drop behind a worker for good', async () => {
    const readyState = await page.evaluate(async () => {
      const { mockEventStream, worker } = window.tools
      const prices = mockEventStream('/v1/prices')
      worker.use(prices.handler)
      const source = new EventSource('/v1/prices')
      const failed = new Promise((resolve) => source.addEventListener('error', resolve))
      const connection = await prices.connection()
      await connection.raw(': open\n\n')
      await connection.drop()
      await failed
      return source.readyState
    })
    expect(readyState).toBe(2)
  })

  test.each(['@linefeed/client', '@microsoft/fetch-event-source'])('%s: follows a script to its end', async (name) => {
    const seen = await page.evaluate(async (client) => {
      const { mockEventStream, worker, createEventStream, fetchEventSource } = window.tools
      const chat = mockEventStream('/v1/chat', { method: 'POST' })
      worker.use(chat.handler)
      chat.script([{ data: 'a', id: '1' }, 'drop', { fail: 503 }, { data: 'b', id: '2' }, { data: '[DONE]' }, 'stall'])
      const events: string[] = []
      if (client === '@linefeed/client') {
        const stream = createEventStream('/v1/chat', {
          body: {},
          resumable: true,
          retry: { base: 5, cap: 5 },
          until: ({ data }) => data === '[DONE]',
        })
        stream.on(({ data }) => events.push(data))
        await stream.done
      } else {
        const controller = new AbortController()
        await fetchEventSource('/v1/chat', {
          method: 'POST',
          signal: controller.signal,
          onopen: async ({ status }) => {
            if (status !== 200) {
              throw new Error(String(status))
            }
          },
          onmessage: ({ data }) => {
            events.push(data)
            if (data === '[DONE]') {
              controller.abort()
            }
          },
          onerror: () => 5,
        })
      }
      const last = chat.connections.at(-1)
      return { events, positions: chat.requests.map(({ lastEventId }) => lastEventId), closed: await last?.closed }
    }, name)
    expect(seen).toEqual({ events: ['a', 'b', '[DONE]'], positions: [undefined, '1', '1'], closed: 'left' })
  })

  test('a browser that cannot transfer a stream gets an error that names mockFetch', async () => {
    const seen = await page.evaluate(async () => {
      const { mockEventStream, worker } = window.tools
      const chat = mockEventStream('/v1/chat')
      worker.use(chat.handler)
      const { postMessage } = MessagePort.prototype
      MessagePort.prototype.postMessage = function refuse(
        this: MessagePort,
        message: unknown,
        options?: StructuredSerializeOptions | Transferable[],
      ) {
        if (message instanceof ReadableStream) {
          throw new DOMException('no', 'DataCloneError')
        }
        postMessage.call(this, message, Array.isArray(options) ? { transfer: options } : options)
      }
      const response = await fetch('/v1/chat')
      return { status: response.status, text: await response.text() }
    })
    expect(seen).toEqual({ status: 500, text: expect.stringContaining('Use mockFetch here') })
  })

  test('mockFetch: keeps what the worker cannot: exact chunks, back-pressure, positions beyond Latin-1', async () => {
    const seen = await page.evaluate(async () => {
      const { mockEventStream, mockFetch, collect } = window.tools
      const chat = mockEventStream('/v1/chat', { timeout: 50 })
      const id = String.fromCharCode(...new TextEncoder().encode('ключ'))
      const response = await mockFetch(chat)('/v1/chat', { headers: { 'last-event-id': id } })
      const connection = await chat.connection()
      const unread = await connection.raw('a').catch(String)
      const { chunks } = collect(response)
      await connection.split('bcd', { at: 'every-byte' })
      return { lastEventId: connection.lastEventId, unread, chunks }
    })
    expect(seen).toEqual({
      lastEventId: 'ключ',
      unread: expect.stringContaining('nobody read connection 0 for 50 ms'),
      chunks: ['a', 'b', 'c', 'd'],
    })
  })
})
