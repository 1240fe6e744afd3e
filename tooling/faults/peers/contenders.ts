// Clients behind one interface, each configured as its documentation says, and as quick as it allows. Knows no schedules.
import { fetchEventSource } from '@microsoft/fetch-event-source'
import { EventSource } from 'eventsource'
import { createEventSource } from 'eventsource-client'
import { EventSourcePlus } from 'event-source-plus'
import { bearer, createEventStream } from '@linefeed/client'

export interface HeardEvent {
  readonly id: string
  readonly type: string
  readonly data: string
}

export interface Scene {
  readonly url: string
  /** Sent as JSON, by POST. */
  readonly body: object | undefined
  /** A token, from a cache unless a new one is asked for. */
  token(renew: boolean): string
  onEvent(event: HeardEvent): void
}

export interface Contender {
  readonly name: string
  /** What it cannot send. */
  readonly lacks?: 'POST'
  /** Follows a stream until the returned function is called. `isQuick`: with the shortest delays; else with its defaults. */
  follow(scene: Scene, isQuick: boolean): () => void
}

/** What an application writes around a client that asks for no headers: sends the token, has another one after a 401. */
function fetchWithToken({ token }: Scene): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${token(false)}`)
    const response = await fetch(input, { ...init, headers })
    if (response.status === 401) {
      token(true)
    }
    return response
  }
}

const json = { 'content-type': 'application/json' }

const linefeed: Contender = {
  name: '@linefeed/client',
  follow({ url, body, token, onEvent }, isQuick) {
    const stream = createEventStream(url, {
      ...(body && { body: { ...body }, resumable: true }),
      headers: bearer(({ renew }) => token(renew)),
      ...(isQuick && { retry: { base: 2, cap: 8 }, connectTimeout: 300, idleTimeout: 150 }),
    })
    stream.on(({ type, data, lastEventId }) => onEvent({ type, data, id: lastEventId }))
    return () => stream.close()
  },
}

const microsoft: Contender = {
  name: '@microsoft/fetch-event-source 2.0.1',
  follow(scene, isQuick) {
    // It cannot run without a document and a window.
    Object.assign(globalThis, { document: Object.assign(new EventTarget(), { hidden: false }), window: globalThis })
    const controller = new AbortController()
    void fetchEventSource(scene.url, {
      fetch: fetchWithToken(scene),
      openWhenHidden: true,
      signal: controller.signal,
      ...(scene.body && { method: 'POST', headers: json, body: JSON.stringify(scene.body) }),
      // As its documentation shows: to throw in `onclose` is to ask for another attempt.
      onclose() {
        throw new Error('closed')
      },
      onerror: () => (isQuick ? 2 : undefined),
      onmessage({ id, event, data }) {
        // Comments and `retry:` alone are messages to it.
        if (id !== '' || event !== '') {
          scene.onEvent({ id, type: event || 'message', data })
        }
      },
    }).catch(() => {})
    return () => controller.abort()
  },
}

const eventsource: Contender = {
  name: 'eventsource 5.1.5',
  lacks: 'POST',
  follow(scene) {
    const source = new EventSource(scene.url, { fetch: fetchWithToken(scene) })
    for (const type of ['message', 'note', 'done']) {
      source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) =>
        scene.onEvent({ id: lastEventId, type, data }),
      )
    }
    return () => source.close()
  },
}

const eventsourceClient: Contender = {
  name: 'eventsource-client 1.2.0',
  follow(scene) {
    const source = createEventSource({
      url: scene.url,
      fetch: fetchWithToken(scene),
      ...(scene.body && { method: 'POST', headers: json, body: JSON.stringify(scene.body) }),
      onMessage: ({ id = '', event = 'message', data }) => scene.onEvent({ id, type: event, data }),
    })
    return () => source.close()
  },
}

const eventSourcePlus: Contender = {
  name: 'event-source-plus 0.1.15',
  follow(scene, isQuick) {
    const source = new EventSourcePlus(scene.url, {
      fetch: fetchWithToken(scene),
      ...(isQuick && { maxRetryInterval: 8 }),
      ...(scene.body && { method: 'post', headers: json, body: JSON.stringify(scene.body) }),
    })
    const controller = source.listen({
      onMessage({ id, event, data }) {
        beat()
        scene.onEvent({ id: id ?? '', type: event || 'message', data })
      },
    })
    // Its recipe against silence: connect anew when no message comes.
    let timer: NodeJS.Timeout | undefined
    const beat = (): void => {
      clearTimeout(timer)
      timer = isQuick ? setTimeout(() => controller.reconnect(), 150) : undefined
    }
    beat()
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  },
}

/** Ours first. */
export const contenders: readonly Contender[] = [linefeed, microsoft, eventsource, eventsourceClient, eventSourcePlus]
