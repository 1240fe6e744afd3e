// What the stream went through lately, newest first.
import { useState } from 'react'
import { addEntry, type Entry } from '../../dashboard/src/journal.ts'
import { useMyEvents } from './use-my-events.ts'

export function Journal() {
  const [entries, setEntries] = useState<readonly Entry[]>([])
  useMyEvents(() => undefined, {
    onStateChange: (state) => setEntries((before) => addEntry(before, state)),
  })
  return (
    <ol className="journal" tabIndex={0} aria-label="What the stream went through">
      {entries.map(({ number, time, text, tone }) => (
        <li key={number} data-tone={tone}>
          <time>{time}</time> {text}
        </li>
      ))}
    </ol>
  )
}
