// The trouble buttons and what each asks the server to do.
import { create, element } from './element.ts'
import { reasonOf } from './reason.ts'

interface Trouble {
  readonly label: string
  readonly says: string
  /** Paths and bodies, asked for one after the other. */
  readonly requests: readonly (readonly [path: string, body?: object])[]
}

const troubles: readonly Trouble[] = [
  { label: 'Cut', says: 'The connection drops in mid-event', requests: [['/trouble/cut']] },
  { label: 'Kill', says: 'The server dies in mid-event', requests: [['/trouble/kill']] },
  { label: 'Restart', says: 'Streams end properly, as in a deploy', requests: [['/trouble/restart']] },
  { label: 'Expire', says: 'Your token is refused, a fresh one fetched', requests: [['/trouble/expire']] },
  { label: 'Overload', says: '503 for 10 seconds', requests: [['/trouble/unavailable', { seconds: 10 }]] },
  {
    label: 'Overload, told',
    says: '503, “come back in 5 s”',
    requests: [['/trouble/unavailable', { seconds: 5, retryAfterSeconds: 5 }]],
  },
  { label: 'Burst', says: '500 events at once', requests: [['/trouble/burst', { count: 500 }]] },
  {
    label: 'Gap',
    says: 'You miss 2,000 events, 1,000 are kept',
    requests: [
      ['/trouble/unavailable', { seconds: 3 }],
      ['/trouble/burst', { count: 2_000 }],
    ],
  },
]

/** `onTrouble` is asked to make the request. */
export function showTroubles(onTrouble: (path: string, body?: object) => Promise<unknown>): void {
  const note = element('trouble-note', HTMLElement)
  const run = async (requests: Trouble['requests']): Promise<void> => {
    for (const [path, body] of requests) {
      await onTrouble(path, body)
    }
  }
  element('troubles', HTMLElement).replaceChildren(
    ...troubles.map(({ label, says, requests }) => {
      const button = create('button', '', create('b', '', label), create('span', '', says))
      button.type = 'button'
      button.addEventListener('click', () => {
        note.textContent = ''
        run(requests).catch((error: unknown) => (note.textContent = reasonOf(error)))
      })
      return button
    }),
  )
}
