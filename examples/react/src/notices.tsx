// The notices of whoever is signed in: the provider says who, and with which headers.
import { json } from '@linefeed/client'
import { useEventStream } from '@linefeed/react'

export function Notices() {
  const { data: notices, error } = useEventStream('/me/notices', {
    decode: { notice: json<{ text: string }>() },
    maxItems: 5,
  })
  return (
    <section aria-label="Notices">
      <h2>Notices</h2>
      {error && <p>{error.message}</p>}
      <ul>{notices.map((event) => event.type === 'notice' && <li key={event.lastEventId}>{event.data.text}</li>)}</ul>
    </section>
  )
}
