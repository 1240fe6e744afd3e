// The signed-in view: one stream, its events, its state, its counters. Everything Linefeed does for the page is in `openStream`.
import { bearer, createEventStream, json } from '@linefeed/client'
import { createBadge } from './badge.ts'
import { create, element } from './element.ts'
import { createEventList, type EventList } from './event-list.ts'
import { describeFailure } from './failure.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { reasonOf } from './reason.ts'
import type { Session, User } from './session.ts'
import { showTroubles } from './troubles.ts'

interface Notification {
  readonly seq: number
  readonly from: string
  readonly text: string
  readonly sentAt: string
}

interface Welcome {
  readonly resumedFrom: string
  readonly process: number
}

/** Shows the board of `session`'s user until the returned function is called. */
export function showBoard(session: Session, users: readonly User[]): () => void {
  const ledger = createLedger()
  const list = createEventList(() => showCounts(ledger))
  list.clear()
  showCounts(ledger)
  showTroubles(async (path, body) => await session.post(path, body))
  const shown = new AbortController()
  showSendForm(session, users, shown.signal)
  openStream(session, list, ledger, shown.signal, (id) => users.find((user) => user.id === id)?.name ?? id)
  return () => shown.abort()
}

function openStream(
  session: Session,
  list: EventList,
  ledger: Ledger,
  signal: AbortSignal,
  nameOf: (id: string) => string,
): void {
  const stream = createEventStream('/me/events', {
    body: {},
    resumable: true,
    headers: bearer(async (context) => await session.token(context)),
    retry: { base: 1_000, cap: 10_000 },
    decode: { notification: json<Notification>(), welcome: json<Welcome>() },
    signal,
    gapEvent: 'gap',
    onGap: ({ lastEventId }) =>
      list.addNews(`The server no longer has what came after ${lastEventId}. Starting with what it kept.`, 'bad'),
    onStateChange: createBadge(),
    onError: (error) => list.addNews(describeFailure(error), 'bad'),
  })
  stream.on('notification', ({ data, id = '' }) => {
    const isDuplicate = !ledger.book(data.seq)
    list.addEvent({ ...data, from: nameOf(data.from), id, isDuplicate })
  })
  stream.on('welcome', ({ data: { resumedFrom, process } }) => {
    const where = resumedFrom === '' ? 'from the beginning' : `after ${resumedFrom}`
    list.addNews(`Connected to server process ${process}, reading ${where}`, 'good')
  })
}

function showCounts({ counts }: Ledger): void {
  for (const name of ['received', 'lost', 'duplicated'] as const) {
    const counter = element(name, HTMLElement)
    counter.textContent = counts[name].toLocaleString('en')
    counter.classList.toggle('bad', name !== 'received' && counts[name] > 0)
  }
}

function showSendForm(session: Session, users: readonly User[], signal: AbortSignal): void {
  const form = element('send', HTMLFormElement)
  const to = element('send-to', HTMLSelectElement)
  const text = element('send-text', HTMLInputElement)
  const note = element('send-note', HTMLElement)
  to.replaceChildren(
    ...users.map(({ id, name }) => {
      const option = create('option', '', id === session.user ? `${name} (you)` : name)
      option.value = id
      return option
    }),
  )
  const send = async (): Promise<string> => {
    const [recipient] = to.selectedOptions
    await session.post(`/users/${to.value}/notify`, { text: text.value })
    return `Sent to ${recipient?.text ?? to.value}.`
  }
  form.addEventListener(
    'submit',
    (event) => {
      event.preventDefault()
      void send()
        .catch(reasonOf)
        .then((said) => (note.textContent = said))
    },
    { signal },
  )
}
