// The page's way to the server, with a switch in it: as it is, slow, or dead. Every request of the dashboards takes it.
// A page cannot set `navigator.onLine`; what it can do is fail its own requests as a dead network would.

/** What the network does to requests, also to those under way. */
export type Weather = 'fair' | 'slow' | 'offline'

export interface Network {
  readonly weather: Weather
  setWeather(weather: Weather): void
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>
}

/** Milliseconds that a slow network holds back each chunk. */
const lag = 400

export const network: Network = createNetwork()

function createNetwork(): Network {
  let weather: Weather = 'fair'
  let line = new AbortController()

  const drag = async (): Promise<void> => {
    if (weather === 'slow') {
      await new Promise((resolve) => setTimeout(resolve, lag))
    }
  }

  return {
    get weather() {
      return weather
    },
    setWeather(next) {
      weather = next
      if (next === 'offline') {
        line.abort(new TypeError('The network is switched off'))
        line = new AbortController()
      }
    },
    async fetch(url, init = {}) {
      if (weather === 'offline') {
        throw new TypeError('The network is switched off')
      }
      const signal = init.signal ? AbortSignal.any([init.signal, line.signal]) : line.signal
      await drag()
      const response = await fetch(url, { ...init, signal })
      return new Response(response.body?.pipeThrough(slowed(drag)) ?? null, response)
    },
  }
}

function slowed(drag: () => Promise<void>): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    async transform(chunk, controller) {
      await drag()
      controller.enqueue(chunk)
    },
  })
}
