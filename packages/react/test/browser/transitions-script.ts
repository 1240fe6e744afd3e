// What runs in the page: transitions beside our hook, and beside nothing.
import { useEventStream } from '@linefeed/react'
import type { ReactNode } from 'react'
import { measureTransitions } from './transitions.ts'

function Ours(): ReactNode {
  return useEventStream('/stream').data
}

const readers = { none: () => null, ours: Ours }

export const measure = (reader: keyof typeof readers, count: number): Promise<number[]> =>
  measureTransitions(readers[reader], count)

Object.assign(globalThis, { measure })
