// Every client as a function that reads one response until its terminal event. Knows how each is meant to be used.
import { createEventStream, json, type EventStreamOptions } from '@linefeed/client'
import { createStore } from '@linefeed/client/store'
import { createParser } from '@linefeed/parser'
import { EventStreamContentType, fetchEventSource } from '@microsoft/fetch-event-source'
import { EventSourcePlus } from 'event-source-plus'
import { EventSource } from 'eventsource'
import { createEventSource } from 'eventsource-client'
import { _iterSSEMessages as openaiMessages } from 'openai/core/streaming'
import { pretendPage } from './page.ts'
import type { Workload } from './workloads.ts'

/** What a contender is asked to read. */
export interface Task {
  url: string
  workload: Workload
  /** Counts one event, its data as text or, where the workload has JSON decoded, as a value; `true` for the terminal one. */
  see: (data: unknown) => boolean
}

export interface Contender {
  name: string
  kind: 'ours' | 'peer' | 'limit'
  /** Does not parse, and sees no events to count. */
  isUncounted?: boolean
  read: (task: Task) => Promise<void>
}

/** Every ratio is to the first of these: the same bytes by the same parser, and nothing else. */
export const limits: Contender[] = [
  {
    name: 'byte loop + parser',
    kind: 'limit',
    async read({ url, workload, see }) {
      const { body } = await fetch(url)
      let isDone = false
      const { push } = createParser({ onEvent: ({ data }) => (isDone = see(decodeFor(workload, data))) })
      for await (const chunk of body ?? []) {
        push(chunk)
        if (isDone) {
          return
        }
      }
    },
  },
  {
    // What the platform costs, below which nobody gets.
    name: 'byte loop',
    kind: 'limit',
    isUncounted: true,
    async read({ url, workload, see }) {
      const { body } = await fetch(url)
      const decoder = new TextDecoder()
      const end = new TextEncoder().encode(`${workload.terminal}\n\n`)
      for await (const chunk of body ?? []) {
        if (workload.interval > 0) {
          see(/\d{9,}/.exec(decoder.decode(chunk))?.[0] ?? workload.terminal)
        }
        if (end.every((byte, index) => chunk[chunk.length - end.length + index] === byte)) {
          return
        }
      }
    },
  },
]

/** Ours and the peers, as their own documentation would have them used. */
export const clients: Contender[] = [
  {
    name: '@linefeed/client, on',
    kind: 'ours',
    async read({ url, workload, see }) {
      const stream = createEventStream(url, optionsFor(workload))
      stream.on(workload.type, ({ data }) => {
        if (see(data)) {
          stream.close()
        }
      })
      await stream.done
    },
  },
  {
    name: '@linefeed/client, for await',
    kind: 'ours',
    async read({ url, workload, see }) {
      for await (const { data } of createEventStream(url, optionsFor(workload))) {
        if (see(data)) {
          return
        }
      }
    },
  },
  {
    name: '@linefeed/client, store',
    kind: 'ours',
    read({ url, workload, see }) {
      return new Promise((resolve) => {
        const store = createStore({ ...optionsFor(workload), url })
        const unsubscribe = store.subscribe(() => {}, {
          onEvent({ data }) {
            if (see(data)) {
              unsubscribe()
              store.close()
              resolve()
            }
          },
        })
      })
    },
  },
  {
    name: 'eventsource-client',
    kind: 'peer',
    read({ url, workload, see }) {
      return new Promise((resolve) => {
        const source = createEventSource({
          url,
          onMessage({ data }) {
            if (see(decodeFor(workload, data))) {
              source.close()
              resolve()
            }
          },
        })
      })
    },
  },
  {
    name: 'event-source-plus',
    kind: 'peer',
    read({ url, workload, see }) {
      return new Promise((resolve) => {
        const controller = new EventSourcePlus(url).listen({
          onMessage({ data }) {
            if (see(decodeFor(workload, data))) {
              controller.abort()
              resolve()
            }
          },
        })
      })
    },
  },
  {
    name: '@microsoft/fetch-event-source',
    kind: 'peer',
    async read({ url, workload, see }) {
      pretendPage()
      const controller = new AbortController()
      await fetchEventSource(url, {
        fetch,
        signal: controller.signal,
        openWhenHidden: true,
        headers: { accept: EventStreamContentType },
        onmessage({ data }) {
          if (see(decodeFor(workload, data))) {
            controller.abort()
          }
        },
      })
    },
  },
  {
    name: 'eventsource',
    kind: 'peer',
    read({ url, workload, see }) {
      return new Promise((resolve) => {
        const source = new EventSource(url)
        source.addEventListener(workload.type, ({ data }: { data: string }) => {
          if (see(decodeFor(workload, data))) {
            source.close()
            resolve()
          }
        })
      })
    },
  },
  {
    name: "openai's decoder",
    kind: 'peer',
    async read({ url, workload, see }) {
      for await (const { data } of openaiMessages(await fetch(url), new AbortController())) {
        if (see(decodeFor(workload, data))) {
          return
        }
      }
    },
  },
]

function optionsFor({ isJson }: Workload): EventStreamOptions {
  return isJson ? { decode: json() } : {}
}

function decodeFor({ isJson }: Workload, data: string): unknown {
  return isJson ? JSON.parse(data) : data
}
