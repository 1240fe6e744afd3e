// React, for the behaviours that all adapters share.
import type { Decode } from '@linefeed/client'
import type { Registry, RegistryOptions, StreamDefinition } from '@linefeed/client/store'
import { EventStreamProvider, useEventStream, type EventStreamView } from '@linefeed/react'
import { act, render } from '@testing-library/react'
import * as React from 'react'
import type { Adapter, Probe, Shown } from '../../../tooling/adapter-behaviours/adapter.ts'

const { createElement: h } = React

/** In strict mode every effect is mounted twice, and every render happens twice. */
export function createReactAdapter(mode: 'strict' | 'plain'): Adapter {
  return {
    name: `React ${React.version}, ${mode}`,
    // React 18 reports what an effect throws by an event, through which happy-dom lets it escape.
    lacks: 'Activity' in React ? [] : ['hiding', 'effect errors'],
    async act(work) {
      await act(async () => void (await work()))
    },
    async mount(registry, options) {
      const probe = createProbe(registry, options, mode === 'strict')
      await probe.start()
      return probe
    },
  }
}

function createProbe(
  registry: Registry | undefined,
  first: RegistryOptions,
  isStrict: boolean,
): Probe & { start(): Promise<void> } {
  const renders: Shown[] = []
  const commits: Shown[] = []
  const caught: unknown[] = []
  let latest: EventStreamView<unknown> | undefined
  let [options, isVisible, generation] = [first, true, 0]

  function Stream({ options: current }: { options: RegistryOptions }): React.ReactNode {
    const view = useEventStream(current as StreamDefinition<Decode, unknown>)
    const { data, state, error, lastEventId } = view
    const shown = { data, phase: state.phase, error: error?.code, lastEventId }
    renders.push(shown)
    React.useLayoutEffect(() => {
      commits.push(shown)
      latest = view
    })
    return String(data)
  }

  class Boundary extends React.Component<{ children: React.ReactNode }> {
    override state = { hasFailed: false }
    static getDerivedStateFromError(): { hasFailed: boolean } {
      return { hasFailed: true }
    }
    override componentDidCatch(error: unknown): void {
      caught.push(error)
    }
    override render(): React.ReactNode {
      return this.state.hasFailed ? 'failed' : this.props.children
    }
  }

  function element(): React.ReactElement {
    const stream = h(Stream, { key: generation, options })
    const kept = React.Activity
      ? h(React.Activity, { mode: isVisible ? 'visible' : 'hidden', children: stream })
      : stream
    const bounded = h(Boundary, null, kept)
    const provided = registry ? h(EventStreamProvider, { registry }, bounded) : bounded
    return isStrict ? h(React.StrictMode, null, provided) : provided
  }

  let screen: ReturnType<typeof render>
  const rerender = async (): Promise<void> => act(async () => screen.rerender(element()))
  return {
    renders,
    commits,
    get shown() {
      return commits.at(-1)
    },
    get thrown() {
      return caught[0]
    },
    get reconnect() {
      return latest?.reconnect
    },
    get close() {
      return latest?.close
    },
    start: async () => act(async () => void (screen = render(element()))),
    update: async (next) => {
      options = next
      await rerender()
    },
    replace: async () => {
      generation++
      renders.length = 0
      await rerender()
    },
    hide: async () => {
      isVisible = false
      await rerender()
    },
    show: async () => {
      isVisible = true
      await rerender()
    },
    unmount: async () => act(async () => screen.unmount()),
  }
}
