// What the standard says an EventSource does, as a browser's test suite would ask it: each behaviour gives a log, and knows
// the log it must give. Runs in any scope, with any class; knows the endpoints of server.ts.

export type SourceClass = typeof globalThis.EventSource

/** Where a behaviour is shown. */
export interface Place {
  readonly Source: SourceClass
  /** Origins of the server: the page's own, and another. */
  readonly home: string
  readonly abroad: string
}

export interface Behaviour {
  readonly show: (place: Place) => Promise<unknown>
  readonly expected: unknown
}

const repeat = <Value>(times: number, value: Value): Value[] => Array.from({ length: times }, () => value)

/** A name of its own, for endpoints that remember. */
const key = (): string => Math.random().toString(36).slice(2)

const query = (fields: Record<string, string | number>): string =>
  `?${new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])).toString()}`

const message = (text: string, more: Record<string, string | number> = {}): string =>
  `/message${query({ message: text, ...more })}`

interface Hearing {
  readonly types?: readonly string[]
  readonly init?: EventSourceInit
  /** Called at each event; closes nothing. */
  readonly onEvent?: (event: Event, source: EventSource) => void
}

/** Hears `count` events, fewer if the source gives up, then closes: `type readyState data lastEventId` of each. */
function hear(place: Place, path: string, count: number, hearing: Hearing = {}): Promise<string[]> {
  const source = new place.Source(new URL(path, place.home).href, hearing.init)
  return hearFrom(source, count, hearing)
}

function hearFrom(source: EventSource, count: number, { types = [], onEvent }: Hearing = {}): Promise<string[]> {
  const log: string[] = []
  return new Promise((resolve) => {
    for (const type of ['open', 'message', 'error', ...types]) {
      source.addEventListener(type, (event) => {
        const isMessage = event instanceof MessageEvent
        log.push(
          [event.type, source.readyState, ...(isMessage ? [JSON.stringify(event.data), event.lastEventId] : [])]
            .join(' ')
            .trim(),
        )
        onEvent?.(event, source)
        if (log.length === count || (event.type === 'error' && source.readyState === 2)) {
          source.close()
          resolve(log)
        }
      })
    }
  })
}

const data = (...values: string[]): string[] => [
  'open 1',
  ...values.map((value) => `message 1 ${JSON.stringify(value)}`),
]
const messages = (text: string, ...values: string[]): Behaviour => ({
  show: (place) => hear(place, message(text), 1 + values.length),
  expected: data(...values),
})
const fails = (path: string): Behaviour => ({
  show: (place) => hear(place, path, 1),
  expected: ['error 2'],
})

async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    run()
    return 'nothing'
  } catch (error) {
    const { name, code } = error as DOMException
    return { name, code, isDOMException: error instanceof DOMException }
  }
}

async function ask(place: Place, path: string): Promise<unknown> {
  return (await fetch(place.home + path)).json()
}

/** Milliseconds from the end of a stream to its next `open`. */
async function reopening(place: Place, text: string): Promise<number> {
  const times: number[] = []
  await hear(place, message(text), 4, {
    onEvent: ({ type }) => type !== 'message' && times.push(performance.now()),
  })
  const before = times[1] ?? 0
  return (times[2] ?? 0) - before
}

export const behaviours: Record<string, Behaviour> = {
  // The constructor.
  'constructor: a relative URL starts from the scope': {
    async show({ Source }) {
      const source = new Source('message?message=data:x')
      source.close()
      return new URL(source.url).pathname
    },
    expected: '/message',
  },
  'constructor: an empty URL is the scope’s own': {
    async show({ Source }) {
      const source = new Source('')
      source.close()
      return source.url === location.href.split('#')[0]
    },
    expected: true,
  },
  'constructor: a URL that cannot be parsed is a SyntaxError': {
    show: ({ Source }) => thrownBy(() => new Source('http://x:y/')),
    expected: { name: 'SyntaxError', code: 12, isDOMException: true },
  },
  'constructor: no argument is a TypeError': {
    show: ({ Source }) => thrownBy(() => Reflect.construct(Source, [])),
    expected: { name: 'TypeError', isDOMException: false },
  },
  'constructor: a call without new is a TypeError': {
    show: ({ Source }) => thrownBy(() => Reflect.apply(Source as never, undefined, ['x'])),
    expected: { name: 'TypeError', isDOMException: false },
  },
  'constructor: a symbol is a TypeError': {
    show: ({ Source }) => thrownBy(() => new Source(Symbol('x') as never)),
    expected: { name: 'TypeError', isDOMException: false },
  },
  'constructor: an init that is no object is a TypeError': {
    show: ({ Source }) => thrownBy(() => new Source('x', 1 as never)),
    expected: { name: 'TypeError', isDOMException: false },
  },
  'constructor: stringifies what it is given': {
    async show({ Source }) {
      const given = [null, undefined, 1, { toString: () => 'object' }, new URL('http://x.test/')]
      return given.map((url) => {
        const source = new Source(url as never)
        source.close()
        return source.url.replace(/^.*\//, '')
      })
    },
    expected: ['null', 'undefined', '1', 'object', ''],
  },
  'constructor: withCredentials is a boolean, false by default': {
    async show({ Source }) {
      return [undefined, {}, { withCredentials: true }, { withCredentials: 1 }, null].map((init) => {
        const source = new Source('x', init as never)
        source.close()
        return source.withCredentials
      })
    },
    expected: [false, false, true, true, false],
  },

  // The shape.
  'shape: constants on class, prototype and instance': {
    async show({ Source }) {
      const source = new Source('x')
      source.close()
      return [Source, Source.prototype, source].map(({ CONNECTING, OPEN, CLOSED }) => [CONNECTING, OPEN, CLOSED])
    },
    expected: repeat(3, [0, 1, 2]),
  },
  'shape: constants cannot be changed or deleted': {
    async show({ Source }) {
      const flags = [Source, Source.prototype].map((owner) => Object.getOwnPropertyDescriptor(owner, 'OPEN'))
      return [Reflect.set(Source, 'OPEN', 7), Reflect.deleteProperty(Source, 'OPEN'), Source.OPEN, flags]
    },
    expected: [false, false, 1, repeat(2, { value: 1, writable: false, enumerable: true, configurable: false })],
  },
  'shape: attributes and operations are enumerable on the prototype': {
    show: async ({ Source }) => Object.keys(Source.prototype).toSorted(),
    expected: [
      'CLOSED',
      'CONNECTING',
      'OPEN',
      'close',
      'onerror',
      'onmessage',
      'onopen',
      'readyState',
      'url',
      'withCredentials',
    ],
  },
  'shape: names, lengths, tag, inheritance': {
    show: async ({ Source }) => [
      Source.name,
      Source.length,
      Source.prototype.close.length,
      Object.prototype.toString.call(Source.prototype),
      Object.getPrototypeOf(Source) === EventTarget,
      Object.getPrototypeOf(Source.prototype) === EventTarget.prototype,
    ],
    expected: ['EventSource', 1, 0, '[object EventSource]', true, true],
  },
  'shape: accessors and operations have their names': {
    show: async ({ Source }) =>
      ['url', 'onopen', 'close'].map((name) => {
        const { get, set, value } = Object.getOwnPropertyDescriptor(Source.prototype, name) ?? {}
        return [get, set, value as { name: string } | undefined].map((given) => given?.name ?? null)
      }),
    expected: [
      ['get url', null, null],
      ['get onopen', 'set onopen', null],
      [null, null, 'close'],
    ],
  },
  'shape: getters refuse other receivers': {
    show: async ({ Source }) =>
      Promise.all(['url', 'readyState', 'onopen'].map((name) => thrownBy(() => Reflect.get(Source.prototype, name)))),
    expected: repeat(3, { name: 'TypeError', isDOMException: false }),
  },
  'shape: what is added to the prototype is on instances': {
    async show({ Source }) {
      Object.assign(Source.prototype, { added: () => 'mine' })
      const source = new Source('x')
      source.close()
      const value = (source as EventSource & { added(): string }).added()
      Reflect.deleteProperty(Source.prototype, 'added')
      return value
    },
    expected: 'mine',
  },
  'handlers: functions and objects stay, the rest is null': {
    async show({ Source }) {
      const source = new Source('x')
      source.close()
      const results: unknown[] = [source.onmessage]
      for (const value of [() => {}, {}, 1, 'x', null]) {
        Reflect.set(source, 'onmessage', value)
        results.push(source.onmessage === value ? 'same' : source.onmessage)
      }
      return results
    },
    expected: [null, 'same', 'same', null, null, 'same'],
  },

  // Announcing, events, closing.
  'open: is fired with readyState 1, after 0': {
    async show(place) {
      const source = new place.Source(`${place.home}${message('data: x')}`)
      const first = source.readyState
      return [first, ...(await hearFrom(source, 1)), source.readyState]
    },
    expected: [0, 'open 1', 2],
  },
  'open: is a plain event': {
    async show(place) {
      const seen: unknown[] = []
      await hear(place, message('data: x'), 1, {
        onEvent: (event) => seen.push(event.constructor === Event, 'data' in event, event.bubbles, event.cancelable),
      })
      return seen
    },
    expected: [true, false, false, false],
  },
  'message: has the origin, the position, no source, and does not bubble': {
    async show(place) {
      const seen: unknown[] = []
      await hear(place, message('id: 1\ndata: x'), 2, {
        onEvent(event) {
          if (event instanceof MessageEvent) {
            const { origin, lastEventId, source, ports, bubbles, cancelable, constructor } = event
            seen.push(origin === place.home, lastEventId, source, ports.length, bubbles, cancelable)
            seen.push(constructor === MessageEvent)
          }
        },
      })
      return seen
    },
    expected: [true, '1', null, 0, false, false, true],
  },
  'message: is trusted': {
    async show(place) {
      const seen: boolean[] = []
      await hear(place, message('data: x'), 2, { onEvent: ({ isTrusted }) => seen.push(isTrusted) })
      return seen
    },
    expected: [true, true],
  },
  'message: handlers and listeners are called, each in its turn': {
    async show(place) {
      const source = new place.Source(`${place.home}${message('data: x')}`)
      const order: string[] = []
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the attribute is the subject
      source.onmessage = () => order.push('handler')
      source.addEventListener('message', () => order.push('listener'))
      await hearFrom(source, 2)
      return order
    },
    expected: ['handler', 'listener'],
  },
  'message: a listener that is removed hears nothing': {
    async show(place) {
      const source = new place.Source(`${place.home}${message('data: x')}`)
      const order: string[] = []
      const listener = (): void => void order.push('removed')
      source.addEventListener('message', listener)
      source.removeEventListener('message', listener)
      await hearFrom(source, 2)
      return order
    },
    expected: [],
  },
  'message: what the first leaves to do is done before the second': {
    async show(place) {
      const log: string[] = []
      const source = new place.Source(`${place.home}${message('data: a\n\ndata: b')}`)
      source.addEventListener('message', ({ data: text }) => {
        log.push(String(text))
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => log.push(`after ${String(text)}`))
      })
      await hearFrom(source, 3)
      return log.slice(0, 3)
    },
    expected: ['a', 'after a', 'b'],
  },
  'event type: dispatches under its name alone': {
    show: (place) => hear(place, message('event: test\ndata: x\n\ndata: y'), 3, { types: ['test'] }),
    expected: ['open 1', 'test 1 "x"', 'message 1 "y"'],
  },
  'event type: an empty one is message': {
    show: (place) => hear(place, message('event: \ndata: x'), 2, { types: [''] }),
    expected: data('x'),
  },
  'close(): before anything came, nothing comes': {
    async show(place) {
      const source = new place.Source(`${place.home}${message('data: x')}`)
      const log = hearFrom(source, 1)
      source.close()
      const other = await hear(place, message('data: y'), 2)
      return [source.readyState, other, await Promise.race([log, Promise.resolve('nothing')])]
    },
    expected: [2, data('y'), 'nothing'],
  },
  'close(): in a listener, no event of the chunk follows': {
    async show(place) {
      const source = new place.Source(`${place.home}${message('data: a\n\ndata: b\n\ndata: c')}`)
      const heard: unknown[] = []
      source.addEventListener('message', ({ data: text }) => {
        heard.push(text)
        source.close()
      })
      await hearFrom(source, 2)
      await hear(place, message('data: later'), 2)
      return heard
    },
    expected: ['a'],
  },
  'close(): lets go of the request': {
    async show(place) {
      const id = key()
      await hear(place, `/held${query({ id })}`, 2)
      return ask(place, `/left${query({ id })}`)
    },
    expected: true,
  },

  // The format.
  'format: a BOM at the start is stripped': messages('\uFEFFdata: a\n\ndata: b', 'a', 'b'),
  'format: a second BOM is not': messages('\uFEFF\uFEFFdata: a\n\ndata: b\n\n\uFEFFdata: c\n\ndata: d', 'b', 'd'),
  'format: comments are ignored': messages(`data: a\n:\0\n:\r\ndata: b\n:${'x'.repeat(5_000)}\rdata: c`, 'a\nb\nc'),
  'format: an unfinished block is dropped': {
    show: (place) => hear(place, message('retry: 400\ndata: a\n\ndata: b', { newline: 'none' }), 4),
    expected: ['open 1', 'message 1 "a"', 'error 0', 'open 1'],
  },
  'format: data lines are joined': messages('data:\n\ndata\ndata\n\ndata:a\ndata: b', '', '\n', 'a\nb'),
  'format: fields are matched exactly': messages(
    'data:\0\ndata:  2\rData: 3\ndata\0: 4\ndata: 5\nda-ta: 6\ndata/: 7\ndata :8\ndata: 9\n data: 10',
    '\0\n 2\n5\n9',
  ),
  'format: one leading space is stripped': messages(
    'data:\ttab\rdata:  space\ndata: none\ndata:x',
    '\ttab\n space\nnone\nx',
  ),
  'format: CR, LF and CRLF end lines': messages('data: a\r\ndata: b\ndata: c\rdata: d', 'a\nb\nc\nd'),
  'format: NUL stays in data': messages('data: \0a\0', '\0a\0'),
  'format: is UTF-8': messages('data: ok…🚀', 'ok…🚀'),
  'format: is UTF-8 whatever the charset says': {
    show: (place) => hear(place, message('data: ok…', { mime: 'text/event-stream;charset=windows-1252' }), 2),
    expected: data('ok…'),
  },
  'format: unknown fields are ignored': messages('data: a\nunknown: b\njustsome', 'a'),

  // Positions.
  'id: is sent with the next request, in UTF-8': {
    show: (place) => hear(place, `/position${query({ id: key(), value: '…ключ🚀' })}`, 5),
    expected: ['open 1', 'message 1 "hello" …ключ🚀', 'error 0', 'open 1', 'message 1 "…ключ🚀" …ключ🚀'],
  },
  'id: is kept until another comes': {
    show: (place) => hear(place, message('id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c'), 4),
    expected: ['open 1', 'message 1 "a" 1', 'message 1 "b" 1', 'message 1 "c" 2'],
  },
  'id: an empty one takes it back': {
    show: (place) => hear(place, message('id: 1\ndata: a\n\nid\ndata: b\n\nid:\ndata: c'), 4),
    expected: ['open 1', 'message 1 "a" 1', 'message 1 "b"', 'message 1 "c"'],
  },
  'id: one with a NUL is ignored': {
    show: (place) => hear(place, message('id: 1\ndata: a\n\nid: 2\0\ndata: b'), 3),
    expected: ['open 1', 'message 1 "a" 1', 'message 1 "b" 1'],
  },
  'id: none means no header': {
    show: (place) => hear(place, '/header?name=last-event-id', 2),
    expected: data('null'),
  },

  // Reconnection.
  'retry: is waited for': {
    async show(place) {
      const time = await reopening(place, 'retry: 1500\ndata: x')
      return time > 1_400 && time < 1_900
    },
    expected: true,
  },
  'retry: what is no number is ignored': {
    async show(place) {
      const time = await reopening(place, 'retry: 1200\nretry: 1x\nretry: -1\nretry:\nretry\nretry: 1000.5\ndata: x')
      return time > 1_100 && time < 1_600
    },
    expected: true,
  },
  'retry: a bogus one leaves the default': {
    async show(place) {
      const time = await reopening(place, 'retry: bogus\ndata: x')
      return time > 1_000 && time < 6_000
    },
    expected: true,
  },
  'end: error with readyState 0, then open again': {
    show: (place) => hear(place, message('retry: 400\ndata: x'), 5),
    expected: ['open 1', 'message 1 "x"', 'error 0', 'open 1', 'message 1 "x"'],
  },
  'end: error is a plain event': {
    async show(place) {
      const seen: unknown[] = []
      await hear(place, message('data: x'), 3, {
        onEvent: (event) =>
          event.type === 'error' &&
          seen.push(event.constructor === Event, 'data' in event, event.bubbles, event.cancelable),
      })
      return seen
    },
    expected: [true, false, false, false],
  },
  'end: close() in the error listener, no request follows': {
    async show(place) {
      const id = key()
      await hear(place, `/count${query({ id })}`, 3)
      await hear(place, message('retry: 400\ndata: x'), 4)
      return ask(place, `/counted${query({ id })}`)
    },
    expected: 1,
  },
  'reset: error with readyState 0, then open again': {
    show: (place) => hear(place, `/reset${query({ id: key() })}`, 5),
    expected: ['open 1', 'message 1 "x"', 'error 0', 'open 1', 'message 1 "y"'],
  },
  'reconnect: 204 then ends it': {
    show: (place) => hear(place, `/reconnect${query({ id: key(), status: 204 })}`, 4),
    expected: ['open 1', 'message 1 "x"', 'error 0', 'error 2'],
  },
  'reconnect: 200 goes on': {
    show: (place) => hear(place, `/reconnect${query({ id: key(), status: 200 })}`, 5),
    expected: ['open 1', 'message 1 "x"', 'error 0', 'open 1', 'message 1 "y"'],
  },

  // Requests.
  'request: accept is text/event-stream': {
    show: (place) => hear(place, '/header?name=accept', 2),
    expected: data('text/event-stream'),
  },
  'request: is not from a cache': {
    show: (place) => hear(place, '/header?name=cache-control', 2),
    expected: data('no-cache'),
  },
  'request: is a GET in mode cors': {
    show: (place) => hear(place, '/header?name=sec-fetch-mode', 2),
    expected: data('cors'),
  },
  'request: cookies go to the own origin': {
    async show(place) {
      await fetch(`${place.home}/cookie`)
      return hear(place, '/header?name=cookie', 2)
    },
    expected: data('crumb=1'),
  },
  'redirects: are followed, and the last origin counts': {
    async show(place) {
      const origins: unknown[] = []
      for (const status of [301, 302, 303, 307]) {
        const to = `${place.abroad}${message('data: x', { cors: '*' })}`
        await hear(place, `/redirect${query({ status, to })}`, 2, {
          onEvent: (event) => event instanceof MessageEvent && origins.push(event.origin === place.abroad),
        })
      }
      return origins
    },
    expected: [true, true, true, true],
  },
  'redirects: url stays the one given': {
    async show(place) {
      const source = new place.Source(`${place.home}/redirect${query({ status: 302, to: message('data: x') })}`)
      await hearFrom(source, 2)
      return new URL(source.url).pathname
    },
    expected: '/redirect',
  },
  'redirects: a reconnection starts where they led': {
    async show(place) {
      const id = key()
      const to = message('retry: 400\ndata: x')
      await hear(place, `/redirect${query({ status: 302, to, id })}`, 4)
      return ask(place, `/counted${query({ id })}`)
    },
    expected: 1,
  },

  // What ends it.
  'status 204: ends it': fails('/status?status=204'),
  'status 205: ends it': fails('/status?status=205'),
  'status 206: ends it': fails('/status?status=206'),
  'status 304: ends it': fails('/status?status=304'),
  'status 400: ends it': fails('/status?status=400'),
  'status 503: ends it': fails('/status?status=503'),
  'status 999: ends it': fails('/status?status=999'),
  'type: a bogus one ends it': fails(message('data: x', { mime: 'x bogus' })),
  'type: one that only starts the same ends it': fails(message('data: x', { mime: 'text/event-streamx' })),
  'type: none ends it': fails(message('data: x', { mime: 'none' })),
  'type: a trailing semicolon is fine': {
    show: (place) => hear(place, message('data: x', { mime: 'text/event-stream;' }), 2),
    expected: data('x'),
  },
  'type: parameters and case are fine': {
    show: (place) => hear(place, message('data: x', { mime: 'Text/EVENT-stream ; a=b' }), 2),
    expected: data('x'),
  },
  'scheme ftp: ends it': fails('ftp://example.test/'),
  'scheme about: ends it': fails('about:blank'),
  'scheme mailto: ends it': fails('mailto:a@example.test'),
  'scheme javascript: ends it': fails('javascript:0'),

  // Across origins.
  'cross-origin: is heard where it is allowed': {
    show: (place) => hear(place, place.abroad + message('data: x', { cors: '*' }), 2),
    expected: data('x'),
  },
  'cross-origin: with credentials where they are allowed': {
    async show(place) {
      await fetch(`${place.abroad}/cookie`, { credentials: 'include' })
      const path = `${place.abroad}/header?name=cookie&cors=credentials`
      return hear(place, path, 2, { init: { withCredentials: true } })
    },
    expected: data('crumb=1'),
  },
  'cross-origin: without credentials unless asked': {
    async show(place) {
      await fetch(`${place.abroad}/cookie`, { credentials: 'include' })
      return hear(place, `${place.abroad}/header?name=cookie&cors=*`, 2)
    },
    expected: data('null'),
  },
  'cross-origin: the position is sent where its preflight is answered': {
    show: (place) =>
      hear(place, `${place.abroad}/position${query({ id: key(), value: '1', cors: '*', preflight: 1 })}`, 5),
    expected: ['open 1', 'message 1 "hello" 1', 'error 0', 'open 1', 'message 1 "1" 1'],
  },
  'cross-origin: the position needs no preflight': {
    show: (place) => hear(place, `${place.abroad}/position${query({ id: key(), value: '1', cors: '*' })}`, 5),
    expected: ['open 1', 'message 1 "hello" 1', 'error 0', 'open 1', 'message 1 "1" 1'],
  },
  'cross-origin: a refusal ends it': {
    show: (place) => hear(place, place.abroad + message('data: x'), 1),
    expected: ['error 2'],
  },
  'cross-origin: credentials that * does not allow end it': {
    show: (place) =>
      hear(place, place.abroad + message('data: x', { cors: '*' }), 1, { init: { withCredentials: true } }),
    expected: ['error 2'],
  },
}
