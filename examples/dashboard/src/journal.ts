// States of the stream, one by one → lines for people, newest first.
import type { EventStreamState } from '@linefeed/client'
import { describeState, type BadgeWords } from './words.ts'

export interface Entry {
  readonly number: number
  readonly time: string
  readonly text: string
  readonly tone: BadgeWords['tone']
}

const most = 30

export function addEntry(entries: readonly Entry[], state: EventStreamState): readonly Entry[] {
  const { text, reason, tone } = describeState(state)
  const what = state.phase === 'waiting' ? `${text} ${(state.delay / 1000).toFixed(1)} s` : text
  const entry = {
    number: (entries[0]?.number ?? 0) + 1,
    time: new Date().toLocaleTimeString('en', { hourCycle: 'h23' }),
    text: reason === '' ? what : `${reason}. ${what}`,
    tone,
  }
  return [entry, ...entries].slice(0, most)
}
