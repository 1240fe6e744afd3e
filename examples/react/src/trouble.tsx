// What networks, deploys and crashes do to a stream, on request.
import { useState } from 'react'
import { network, type Weather } from '../../dashboard/src/network.ts'
import { troubles } from '../../dashboard/src/troubles.ts'
import { useDashboard } from './context.ts'
import { Journal } from './journal.tsx'
import { useAction } from './use-action.ts'

export function Trouble() {
  const { session } = useDashboard()
  const { failure, run } = useAction()
  const [weather, setWeather] = useState(network.weather)
  const toggle = (bad: Weather): void => {
    network.setWeather(weather === bad ? 'fair' : bad)
    setWeather(network.weather)
  }
  return (
    <section className="panel trouble" aria-labelledby="trouble">
      <div className="head">
        <h2 id="trouble">Trouble</h2>
        <small>Press anything: every event still arrives once.</small>
      </div>
      <div className="troubles">
        {troubles.map(({ label, hint, path, body }) => (
          <button key={label} onClick={() => run(async () => await session.post(path, body))}>
            <b>{label}</b> <small>{hint}</small>
          </button>
        ))}
        <button aria-pressed={weather === 'offline'} onClick={() => toggle('offline')}>
          <b>Go offline</b> <small>Every request fails</small>
        </button>
        <button aria-pressed={weather === 'slow'} onClick={() => toggle('slow')}>
          <b>Slow network</b> <small>Chunks come late</small>
        </button>
      </div>
      <Journal />
      <p className="failure" role="alert">
        {failure}
      </p>
    </section>
  )
}
