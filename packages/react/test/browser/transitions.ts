// A page whose transition takes 150 slow components, beside something that shows a stream.
import {
  memo,
  createElement as h,
  startTransition,
  useEffect,
  useState,
  type ComponentType,
  type ReactNode,
} from 'react'
import { createRoot } from 'react-dom/client'

const slowComponents = 150
/** Milliseconds that each of them takes to render. */
const slowness = 2

const Slow = memo(function Slow({ turn }: { turn: number }): ReactNode {
  const end = performance.now() + slowness
  while (performance.now() < end) {
    // Busy.
  }
  return turn
})

/** Milliseconds from the start of a transition to its commit, for so many in a row, beside `Reader`. */
export async function measureTransitions(Reader: ComponentType, count: number): Promise<number[]> {
  const container = document.createElement('div')
  document.body.replaceChildren(container)
  const root = createRoot(container)
  const durations: number[] = []
  let onCommit = (): void => {}
  let advance = (): void => {}

  function App(): ReactNode {
    const [turn, setTurn] = useState(0)
    useEffect(() => {
      advance = () => startTransition(() => setTurn((before) => before + 1))
      onCommit()
    }, [turn])
    return [h(Reader, { key: 'reader' }), ...Array.from({ length: slowComponents }, (_, key) => h(Slow, { key, turn }))]
  }

  await new Promise<void>((resolve) => {
    onCommit = resolve
    root.render(h(App))
  })
  // What shows the stream must be showing it.
  await new Promise((resolve) => setTimeout(resolve, 300))
  while (durations.length < count) {
    const start = performance.now()
    await new Promise<void>((resolve) => {
      onCommit = resolve
      advance()
    })
    durations.push(performance.now() - start)
  }
  root.unmount()
  return durations
}
