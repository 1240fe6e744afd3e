// One user's notices → a list, in React. The component under test: it knows the hook, nothing of tests.
import { bearer, json, type RetryOptions, type TokenContext } from '@linefeed/client'
import { useEventStream } from '@linefeed/react'
import type { Notice } from './notices.ts'
import { words } from './words.ts'

export interface NoticesProps {
  /** `null` for nobody. */
  readonly user: string | null
  readonly getToken: (context: TokenContext) => string | Promise<string>
  readonly retry?: RetryOptions
}

export function Notices({ user, getToken, retry = { limit: 5 } }: NoticesProps) {
  const { data: notices, state } = useEventStream(user === null ? null : '/me/notices', {
    identity: user,
    headers: bearer(getToken),
    decode: { notice: json<Notice>() },
    retry,
    maxItems: 50,
  })
  return (
    <main>
      <p role="status">{words(state)}</p>
      <ul>{notices.map((event) => event.type === 'notice' && <li key={event.lastEventId}>{event.data.text}</li>)}</ul>
    </main>
  )
}
