/* oxlint-disable unicorn/prefer-add-event-listener -- the attributes are the subject */
// #the-eventsource-interface: the constructor's arguments, the attributes, the shape that WebIDL gives the class.
import { EventSource } from '@linefeed/eventsource'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createScriptedServer } from '../../client/test/support/scripted-server.ts'
import { createTestPage } from '../../client/test/support/page.ts'
import { createScene } from './support/scene.ts'

const platform = { page: createTestPage('https://example.com/a/b?c') }
/** Its requests get no answer. */
const silent = { fetch: createScriptedServer().fetch, platform }

function create(...args: unknown[]): EventSource {
  const source: EventSource = Reflect.construct(EventSource, args)
  onTestFinished(() => source.close())
  return source
}

describe('constructor', () => {
  const urls: [given: unknown, url: string][] = [
    ['', 'https://example.com/a/b?c'],
    ['x', 'https://example.com/a/x'],
    ['/x?y#z', 'https://example.com/x?y#z'],
    ['//other.test', 'https://other.test/'],
    ['http://other.test/ü', 'http://other.test/%C3%BC'],
    [new URL('https://other.test'), 'https://other.test/'],
    [null, 'https://example.com/a/null'],
    [undefined, 'https://example.com/a/undefined'],
    [12, 'https://example.com/a/12'],
    [{ toString: () => '/o' }, 'https://example.com/o'],
    ['\uD800', 'https://example.com/a/%EF%BF%BD'],
  ]
  test.each(urls)('url: %o becomes %s', (given, url) => {
    expect(create(given, silent).url).toBe(url)
  })

  test.each(['http://x:y', 'http://[', 'https://'])('url: %s is a SyntaxError', (url) => {
    const construct = (): unknown => create(url, silent)
    expect(construct).toThrow(DOMException)
    expect(construct).toThrow(expect.objectContaining({ name: 'SyntaxError', code: 12 }))
  })

  test('url: a relative one without a page is a SyntaxError that says so', () => {
    expect(() => create('/x', { ...silent, platform: { page: createTestPage() } })).toThrow(
      'Cannot create EventSource: url must be a URL, absolute where there is no page, got "/x"',
    )
  })

  test('arguments: none, a symbol, an init that is no object, a call without new are TypeErrors', () => {
    expect(() => create()).toThrow(TypeError)
    expect(() => create(Symbol('url'))).toThrow(TypeError)
    expect(() => create('x', 1)).toThrow(TypeError)
    expect(() => create('x', 'y')).toThrow(TypeError)
    expect(() => Reflect.apply(EventSource as never, undefined, ['x'])).toThrow(TypeError)
  })

  test('arguments: what toString throws passes through', () => {
    const error = new RangeError('mine')
    const url = {
      toString() {
        throw error
      },
    }
    expect(() => create(url)).toThrow(error)
  })

  const credentials: [given: unknown, withCredentials: boolean][] = [
    [undefined, false],
    [true, true],
    [false, false],
    [1, true],
    ['', false],
    [{}, true],
  ]
  test.each(credentials)('withCredentials: %o becomes %s', (given, withCredentials) => {
    expect(create('x', { ...silent, withCredentials: given }).withCredentials).toBe(withCredentials)
  })

  test.each([true, false])('withCredentials %s: is the credentials mode of the request', async (withCredentials) => {
    const { server } = await createScene({ withCredentials })
    expect(server.latest.request.credentials).toBe(withCredentials ? 'include' : 'same-origin')
  })

  test('readyState: is CONNECTING, and no event comes before the constructor has returned', async () => {
    const { source, log } = await createScene()
    expect([source.readyState, log]).toEqual([0, []])
  })
})

describe('shape', () => {
  const names = ['CLOSED', 'CONNECTING', 'OPEN', 'close', 'onerror', 'onmessage', 'onopen']

  test('prototype: attributes, operations and constants can be enumerated', () => {
    expect(Object.keys(EventSource.prototype).toSorted()).toEqual(
      [...names, 'readyState', 'url', 'withCredentials'].toSorted(),
    )
  })

  test('constants: are on the class and its prototype, and cannot be changed', () => {
    const value = { CONNECTING: 0, OPEN: 1, CLOSED: 2 }
    for (const [name, number] of Object.entries(value)) {
      const descriptor = { value: number, writable: false, enumerable: true, configurable: false }
      expect(Object.getOwnPropertyDescriptor(EventSource, name)).toEqual(descriptor)
      expect(Object.getOwnPropertyDescriptor(EventSource.prototype, name)).toEqual(descriptor)
    }
    expect(create('x', silent)).toMatchObject(value)
  })

  test('class: has the name, the length and the tag of the native one, and extends EventTarget', () => {
    expect([EventSource.name, EventSource.length]).toEqual(['EventSource', 1])
    expect(Object.prototype.toString.call(create('x', silent))).toBe('[object EventSource]')
    expect(create('x', silent)).toBeInstanceOf(EventTarget)
    expect(Object.getPrototypeOf(EventSource)).toBe(EventTarget)
  })

  test('attributes: are read-only getters of the prototype that refuse other receivers', () => {
    for (const name of ['url', 'withCredentials', 'readyState']) {
      const { get, set } = Object.getOwnPropertyDescriptor(EventSource.prototype, name) ?? {}
      expect([typeof get, set]).toEqual(['function', undefined])
      expect(() => Reflect.apply(get as () => unknown, {}, [])).toThrow(TypeError)
    }
    expect(() => Reflect.apply(EventSource.prototype.close, {}, [])).toThrow(TypeError)
    expect(() => EventSource.prototype.onopen).toThrow(TypeError)
  })

  test('instance: shows no property of its own', () => {
    expect(Object.keys(create('x', silent))).toEqual([])
  })

  test('subclass: keeps what it adds', () => {
    class Named extends (EventSource as unknown as typeof globalThis.EventSource) {
      readonly label = 'mine'
    }
    const source = new Named('x', silent as EventSourceInit)
    onTestFinished(() => source.close())
    expect([source.label, source.readyState, source instanceof EventSource]).toEqual(['mine', 0, true])
  })
})

describe('event handler attributes', () => {
  test.each(['onopen', 'onmessage', 'onerror'] as const)(
    '%s: takes functions and objects, and null for the rest',
    (name) => {
      const source = create('x', silent)
      const read = (value: unknown): unknown => {
        Reflect.set(source, name, value)
        return source[name]
      }
      const handler = (): void => {}
      const object = {}
      expect(source[name]).toBeNull()
      expect([read(handler), read(object), read(1), read(handler), read('x'), read(undefined), read(null)]).toEqual([
        handler,
        object,
        null,
        handler,
        null,
        null,
        null,
      ])
    },
  )

  test('order: a handler keeps the place of its first setting, and loses it with null', () => {
    const source = create('x', silent)
    const log: string[] = []
    const fire = (): string[] => {
      source.dispatchEvent(new Event('open'))
      return log.splice(0)
    }
    source.onopen = () => log.push('old')
    source.addEventListener('open', () => log.push('listener'))
    source.onopen = () => log.push('handler')
    expect(fire()).toEqual(['handler', 'listener'])
    source.onopen = null
    expect(fire()).toEqual(['listener'])
    source.onopen = () => log.push('later')
    expect(fire()).toEqual(['listener', 'later'])
  })

  test('call: the source is this, the event the one argument, and what is no function is passed over', () => {
    const source = create('x', silent)
    const calls: unknown[] = []
    source.onmessage = function (this: unknown, ...args: unknown[]) {
      calls.push(this, ...args)
    }
    const event = new MessageEvent('message', { data: 'x' })
    source.dispatchEvent(event)
    Reflect.set(source, 'onmessage', { handleEvent: () => calls.push('called') })
    source.dispatchEvent(event)
    expect(calls).toEqual([source, event])
  })
})
