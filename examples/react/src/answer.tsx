// Token by token: stopped by its reader, or cut and resumed, or finished. The three look different.
import { useEventStream } from '@linefeed/react'
import { answerIdOf, answerStream, describeAnswer, type Question } from '../../dashboard/src/answer.ts'
import { cutAnswer } from '../../dashboard/src/troubles.ts'
import { useDashboard } from './context.ts'
import { useAction } from './use-action.ts'

export function Answer({ question }: { question: Question }) {
  const { session } = useDashboard()
  const { data: text, state, lastEventId, close } = useEventStream(answerStream(question))
  const { failure, run } = useAction()
  const { tone, text: status } = describeAnswer(state)
  const stop = (): void => {
    close()
    run(async () => await session.post(`/answers/${answerIdOf(lastEventId)}/stop`))
  }
  return (
    <>
      <p className="answer" data-tone={tone}>
        {text}
      </p>
      <p className="present">
        <span className="status" data-tone={tone} role="status">
          {status}
        </span>
        {state.phase === 'open' && (
          <>
            <button
              className="quiet"
              onClick={() => run(async () => await session.post(cutAnswer.path, cutAnswer.body))}
            >
              Cut
            </button>
            <button className="quiet" onClick={stop}>
              Stop
            </button>
          </>
        )}
      </p>
      <p className="failure" role="alert">
        {failure}
      </p>
    </>
  )
}
