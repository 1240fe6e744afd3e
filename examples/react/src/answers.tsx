// A question → an answer on a stream of its own. Another question is another answer.
import { useState } from 'react'
import type { Question, Shape } from '../../dashboard/src/answer.ts'
import { Answer } from './answer.tsx'
import { TextForm } from './text-form.tsx'

const shapes: readonly Shape[] = ['openai', 'anthropic']

export function Answers() {
  const [shape, setShape] = useState<Shape>('openai')
  const [question, setQuestion] = useState<Question>()
  return (
    <section className="panel answers" aria-labelledby="answers">
      <div className="head">
        <h2 id="answers">Answer</h2>
        <span className="segments" role="group" aria-label="Shape">
          {shapes.map((known) => (
            <button key={known} aria-pressed={known === shape} onClick={() => setShape(known)}>
              {known === 'openai' ? 'OpenAI' : 'Anthropic'}
            </button>
          ))}
        </span>
      </div>
      <TextForm
        label="Question"
        button="Ask"
        onText={async (prompt) => setQuestion((before) => ({ number: (before?.number ?? 0) + 1, shape, prompt }))}
      />
      {question ? <Answer question={question} /> : <p className="empty">Tokens arrive one by one, whatever happens.</p>}
    </section>
  )
}
