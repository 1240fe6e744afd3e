// Events and news of the connection → rows, newest first. Added once per frame, however many came.
import { create, element } from './element.ts'

export interface EventRow {
  readonly seq: number
  readonly id: string
  readonly from: string
  readonly text: string
  readonly sentAt: string
  readonly isDuplicate: boolean
}

export interface EventList {
  addEvent(row: EventRow): void
  /** A line about the stream itself. */
  addNews(text: string, tone?: 'good' | 'bad'): void
  clear(): void
}

const mostRows = 5_000

/** `onFrame` is called after rows were added. */
export function createEventList(onFrame: () => void): EventList {
  const list = element('events', HTMLOListElement)
  let pending: HTMLLIElement[] = []

  function add(row: HTMLLIElement): void {
    pending.push(row)
    if (pending.length === 1) {
      requestAnimationFrame(flush)
    }
  }

  function flush(): void {
    const rows = pending.slice(-mostRows).toReversed()
    pending = []
    list.prepend(...rows)
    for (let surplus = list.childElementCount - mostRows; surplus > 0; surplus -= 1) {
      list.lastElementChild?.remove()
    }
    onFrame()
  }

  return {
    addEvent({ seq, id, from, text, sentAt, isDuplicate }) {
      const row = create(
        'li',
        isDuplicate ? 'event duplicate' : 'event',
        create('span', 'seq', `#${seq}`),
        create('p', 'text', create('b', '', from), ' ', text),
        create('code', 'id', isDuplicate ? `${id}, again` : id),
        create('time', 'time', new Date(sentAt).toLocaleTimeString()),
      )
      row.dataset['seq'] = String(seq)
      add(row)
    },
    addNews(text, tone) {
      add(create('li', tone ? `news ${tone}` : 'news', text))
    },
    clear() {
      pending = []
      list.replaceChildren()
    },
  }
}
