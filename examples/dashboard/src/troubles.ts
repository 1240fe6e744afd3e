// The buttons of the trouble panel: what each says, and what it asks of the server.

export interface Trouble {
  readonly label: string
  readonly hint: string
  readonly path: string
  readonly body?: object
}

export const troubles: readonly Trouble[] = [
  { label: 'Cut', hint: 'Drops in mid-event', path: '/trouble/cut' },
  { label: 'Restart', hint: 'As in a deploy', path: '/trouble/restart' },
  { label: 'Kill', hint: 'SIGKILL in mid-event', path: '/trouble/kill' },
  {
    label: '503',
    hint: 'Come back in 5 s',
    path: '/trouble/unavailable',
    body: { seconds: 5, retryAfterSeconds: 5 },
  },
  { label: 'Expire token', hint: 'Then a fresh one', path: '/trouble/expire' },
  { label: 'Burst', hint: '500 events at once', path: '/trouble/burst', body: { count: 500 } },
]

/** Cuts an answer while it is written. */
export const cutAnswer: Trouble = { label: 'Cut', hint: '', path: '/trouble/cut', body: { stream: 'answer' } }
