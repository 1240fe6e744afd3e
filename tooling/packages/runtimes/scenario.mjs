// One scenario for every runtime: what a client goes through with a server, step by step, from the packed tarball.
// Knows fetch and the platform's classes; knows nothing of Node, of pages or of workers.
import { bearer, createEventStream, json } from '@linefeed/client'
import { expected } from './expected.mjs'

/** Plays every step against the server at `origin`; each comes to `'ok'`, or to what it came to instead. */
export async function play(origin) {
  const report = {}
  for (const [name, step] of Object.entries(steps)) {
    try {
      const got = JSON.stringify(await step(origin))
      report[name] = got === JSON.stringify(expected[name]) ? 'ok' : got
    } catch (error) {
      report[name] = String(error)
    }
  }
  return report
}

const steps = {
  async connect(origin) {
    const token = await signIn(origin, 'alice')
    const stream = createEventStream(`${origin}/me/events`, { headers: { authorization: `Bearer ${token}` } })
    const welcome = await new Promise((resolve) => {
      stream.on('welcome', ({ type }) => resolve([type, stream.state.phase]))
    })
    stream.close()
    return [...welcome, stream.state.phase]
  },

  async 'POST with a token'(origin) {
    const asked = []
    const stream = createEventStream(`${origin}/me/events`, {
      body: {},
      headers: bearer(({ renew }) => {
        asked.push(renew)
        return renew ? signIn(origin, 'alice') : 'expired'
      }),
      decode: json(),
    })
    for await (const { data } of stream) {
      return [asked, data.user]
    }
    return [asked, await stream.done]
  },

  async 'drop and exact resume'(origin) {
    let token = await signIn(origin, 'bob')
    const ask = (path, body = {}) => post(origin + path, body, { authorization: `Bearer ${token}` })
    const stream = createEventStream(`${origin}/me/events`, {
      body: {},
      resumable: true,
      headers: bearer(async ({ renew }) => (renew ? (token = await signIn(origin, 'bob')) : token)),
      decode: json(),
      retry: { base: 1, cap: 1 },
    })
    const notify = (text) => () => ask('/users/bob/notify', { text })
    const cut = () => ask('/trouble/cut')
    const next = [notify('one'), cut, notify('three'), cut, notify('five'), () => ask('/trouble/expire')]
    const got = []
    let lastEventId = ''
    for await (const event of stream) {
      if (event.type === 'notification') {
        got.push(`${event.data.seq}: ${event.data.text.replace(/^This event was cut.*/, 'cut')}`)
        lastEventId = event.lastEventId
      } else if (got.length > 0 && next.length > 0) {
        // A welcome after a resume: the event that was cut comes next.
        continue
      }
      if (got.length === 6) {
        break
      }
      const step = next.shift()
      await step?.()
      if (next.length === 0 && step) {
        token = await signIn(origin, 'bob')
        await notify('after the token expired')()
      }
    }
    return [got, stream.lastEventId === lastEventId && lastEventId !== '']
  },

  async abort(origin) {
    const controller = new AbortController()
    const stream = createEventStream(`${origin}/beside/endless`, { signal: controller.signal })
    stream.on(() => controller.abort('enough'))
    const done = await stream.done
    const response = await fetch(`${origin}/beside/endless/end`)
    return [done, stream.state.phase, await response.text()]
  },

  async 'terminal event'(origin) {
    const result = []
    for (const ending of ['whole', 'short']) {
      const stream = createEventStream(`${origin}/beside/answer`, { body: { ending }, until: 'done' })
      const words = []
      stream.on('message', ({ data }) => words.push(data))
      const { reason, error } = await stream.done
      result.push(words, reason, ...(error ? [error.code] : []))
    }
    return result
  },

  async 'back-pressure'(origin) {
    let seen = 0
    let verdict = ''
    let inOrder = true
    const stream = createEventStream(`${origin}/beside/flood`, { until: ({ type }) => type === 'end' && 'discard' })
    for await (const { data } of stream) {
      if (seen === 0) {
        const response = await fetch(`${origin}/beside/flood/state`)
        verdict = await response.text()
      }
      inOrder &&= Number.parseInt(data, 10) === seen
      seen += 1
    }
    return [verdict, seen, inOrder]
  },
}

async function signIn(origin, user) {
  const response = await post(`${origin}/sign-in`, { user })
  const { token } = await response.json()
  return token
}

async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) {
    throw new Error(`Cannot post to ${url}: the server must agree, got ${response.status}`)
  }
  return response
}
