// Makes a Node process as poor as React Native: what its JavaScript lacks is taken away, and `fetch` is a streaming one of that shape.
// Loaded before the scenario. It cannot be Hermes; it can lack everything that Hermes lacks.
// @see https://docs.expo.dev/versions/latest/sdk/expo/#api for a streaming fetch of this shape
import { request } from 'node:http'
import { text } from 'node:stream/consumers'

// Headers too: Node builds its own when it is first asked for, from classes that are gone then.
const { EventTarget, Event, Headers } = globalThis

/** One without reasons, `any` or `timeout`, as React Native's polyfill is. */
class PoorAbortSignal {
  aborted = false
  onabort = null
  #target = new EventTarget()
  addEventListener(type, listener) {
    this.#target.addEventListener(type, listener)
  }
  removeEventListener(type, listener) {
    this.#target.removeEventListener(type, listener)
  }
  dispatchEvent(event) {
    return this.#target.dispatchEvent(event)
  }
}

class PoorAbortController {
  signal = new PoorAbortSignal()
  abort() {
    if (!this.signal.aborted) {
      this.signal.aborted = true
      this.signal.dispatchEvent(new Event('abort'))
    }
  }
}

async function poorFetch(url, { method = 'GET', headers, body, signal } = {}) {
  if (typeof url !== 'string') {
    throw new TypeError(`Cannot fetch: this one takes a URL as text, got ${typeof url}`)
  }
  const response = await new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: Object.fromEntries(new Headers(headers)) }, resolve)
    sent.on('error', reject)
    const abort = () => sent.destroy(new Error('Aborted'))
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) {
      abort()
    }
    sent.end(body)
  })
  const status = response.statusCode
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: new Headers(response.headers),
    url,
    type: 'default',
    text: () => text(response),
    json: async () => JSON.parse(await text(response)),
    body: { getReader: () => readerOf(response) },
  }
}

function readerOf(response) {
  const chunks = response[Symbol.asyncIterator]()
  return {
    read: async () => {
      const { done, value } = await chunks.next()
      return { done, value: value && new Uint8Array(value) }
    },
    cancel: async () => void response.destroy(),
    releaseLock() {},
  }
}

const missing = [
  'Blob',
  'BroadcastChannel',
  'ByteLengthQueuingStrategy',
  'CompressionStream',
  'CountQueuingStrategy',
  'CustomEvent',
  'DOMException',
  'DecompressionStream',
  'Event',
  'EventSource',
  'EventTarget',
  'File',
  'FormData',
  'MessageChannel',
  'ReadableStream',
  'ReadableStreamBYOBReader',
  'ReadableStreamDefaultController',
  'ReadableStreamDefaultReader',
  'Request',
  'Response',
  'TextDecoderStream',
  'TextEncoderStream',
  'TransformStream',
  'URLPattern',
  'WritableStream',
  'caches',
  'crypto',
  'document',
  'localStorage',
  'location',
  'reportError',
  'structuredClone',
]
for (const name of missing) {
  delete globalThis[name]
}
const present = {
  AbortController: PoorAbortController,
  AbortSignal: PoorAbortSignal,
  Headers,
  fetch: poorFetch,
  navigator: { product: 'ReactNative' },
  window: globalThis,
}
for (const [name, value] of Object.entries(present)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
