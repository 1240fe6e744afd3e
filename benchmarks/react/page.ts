// What runs in the page: four ways to show the latest event, and the transition beside each.
import { createStore } from '@linefeed/client/store'
import { useEventStream } from '@linefeed/react'
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { useSSE } from 'react-eventsource'
import { measureTransitions } from '../../packages/react/test/browser/transitions.ts'

const store = createStore({ url: '/stream' })

const readers = {
  nothing: () => null,
  '@linefeed/react': function Ours(): ReactNode {
    return useEventStream('/stream').data
  },
  'useSyncExternalStore on the same store': function External(): ReactNode {
    return useSyncExternalStore(store.subscribe, () => store.getSnapshot().data) as string | undefined
  },
  'react-eventsource 2.1.0, inline options': function Peer(): ReactNode {
    const [data, setData] = useState('')
    useSSE({ url: '/stream', onMessage: (message) => setData(message.data) })
    return data
  },
}

export const measure = (reader: string, count: number): Promise<number[]> =>
  measureTransitions(readers[reader as keyof typeof readers], count)

Object.assign(globalThis, { measure, names: Object.keys(readers) })
