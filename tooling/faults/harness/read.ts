// A stream and a kind of reader → what it heard and threw. Runs in pages too.
import type { EventStream, StreamEvent } from '@linefeed/client'
import type { ReaderKind } from './schedule.ts'

export type Heard = Pick<StreamEvent, 'type' | 'data' | 'lastEventId'>

export interface Reading {
  readonly heard: readonly Heard[]
  readonly done: Promise<void>
  thrown(): unknown
}

interface Ears {
  onHeard(event: Heard): void
  turn(): Promise<void>
}

export function read(stream: EventStream, kind: ReaderKind, { onHeard, turn }: Ears): Reading {
  const heard: Heard[] = []
  let thrown: unknown
  const hear = ({ type, data, lastEventId }: Heard): void => {
    heard.push({ type, data, lastEventId })
    onHeard({ type, data, lastEventId })
  }
  async function pull(pause: number): Promise<void> {
    try {
      for await (const event of stream) {
        hear(event)
        for (let turns = 0; turns < pause; turns++) {
          await turn()
        }
      }
    } catch (error) {
      thrown = error
    }
  }
  if (kind.kind === 'listener') {
    stream.on(hear)
  }
  return { heard, done: kind.kind === 'iterator' ? pull(kind.pause) : Promise.resolve(), thrown: () => thrown }
}
