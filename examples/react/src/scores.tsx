// A board that changes ten times a second, of which only the newest matters.
import { useDashboard, useNameOf } from './context.ts'
import { useAction } from './use-action.ts'
import { useMyEvents } from './use-my-events.ts'

export function Scores() {
  const { session } = useDashboard()
  const nameOf = useNameOf()
  const { data: scores } = useMyEvents((desk) => desk.scores)
  const { failure, run } = useAction()
  const most = scores[0]?.points ?? 1
  return (
    <section className="panel scores" aria-labelledby="scores">
      <div className="head">
        <h2 id="scores">Scoreboard</h2>
        <button onClick={() => run(async () => await session.post('/scores', { points: 100 }))}>Score 100</button>
      </div>
      <ol>
        {scores.map(({ player, points }) => (
          <li key={player} data-own={player === session.user}>
            <b>{nameOf(player)}</b>
            <meter aria-label={`${nameOf(player)}’s points`} value={points} max={most} />
            <span>{points.toLocaleString('en')}</span>
          </li>
        ))}
      </ol>
      <p className="failure" role="alert">
        {failure}
      </p>
    </section>
  )
}
