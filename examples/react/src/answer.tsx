// A question → an answer, token by token. Another question aborts the answer before it.
import { json } from '@linefeed/client'
import { useEventStream } from '@linefeed/react'
import { useState } from 'react'

export function Answer() {
  const [question, setQuestion] = useState({ number: 0, prompt: '' })
  const { data, state, close } = useEventStream(question.number === 0 ? null : '/answer', {
    key: ['answer', question.number],
    body: { prompt: question.prompt },
    decode: json<{ text: string }>(),
    until: 'done',
    initial: '',
    reduce: (text, { data: token }) => text + token.text,
  })
  const ask = (form: FormData): void => {
    const prompt = form.get('prompt')
    setQuestion(({ number }) => ({ number: number + 1, prompt: typeof prompt === 'string' ? prompt : '' }))
  }
  return (
    <section aria-label="Answer">
      <h2>Answer</h2>
      <form action={ask}>
        <input name="prompt" aria-label="Question" defaultValue="Why streams?" /> <button>Ask</button>
      </form>
      <p>{data}</p>
      {state.phase === 'open' && <button onClick={close}>Stop</button>}
      {state.phase === 'closed' && <small>{state.reason}</small>}
    </section>
  )
}
