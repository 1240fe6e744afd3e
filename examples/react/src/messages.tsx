import { useEffect, useRef } from 'react'
import type { Said } from '../../dashboard/src/desk.ts'
import { clockTime } from '../../dashboard/src/words.ts'
import { useDashboard, useNameOf } from './context.ts'

/** Scrolls to the newest. */
export function Messages({ messages }: { messages: readonly Said[] }) {
  const { session } = useDashboard()
  const nameOf = useNameOf()
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [messages])
  return (
    <ol className="messages" tabIndex={0} aria-label="Messages" ref={list}>
      {messages.map(({ id, from, text, sentAt }) => (
        <li key={id} data-own={from === session.user}>
          <small>
            {nameOf(from)} <time dateTime={sentAt}>{clockTime(sentAt)}</time>
          </small>
          <p>{text}</p>
        </li>
      ))}
    </ol>
  )
}
