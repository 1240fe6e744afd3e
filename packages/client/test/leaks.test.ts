// Promise 8 in a process of its own: after the streams are closed it holds no timer and no socket, and ends by itself.
import { describe, expect, test } from 'vitest'
import { runChild } from './support/child.ts'
import { startSite, type Site } from './support/site.ts'

/** A server that brings each stream into the phase its path names. */
async function startPhases(): Promise<Site> {
  return await startSite(({ url }, response) => {
    if (url === '/waiting') {
      response.writeHead(503, { 'retry-after': '3600' }).end()
    } else if (url === '/open' || url === '/event' || url === '/lingering') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      response.write(url === '/open' ? ': hello\n\n' : 'data: x\n\ndata: y\n\n')
    }
    return true
  })
}

const socket = 'TCPSocketWrap'
const timer = 'Timeout'

describe('20 streams that are closed in one phase', () => {
  const phases: [phase: string, how: string, before: string[]][] = [
    ['idle', 'abort', []],
    ['paused', 'abort', []],
    // `headers` that never answer: an attempt before its request.
    ['asking', 'abort', [timer]],
    ['connecting', 'abort', [socket, timer]],
    ['connecting', 'close', [socket, timer]],
    ['open', 'abort', [socket, timer]],
    ['open', 'close', [socket, timer]],
    ['event', 'abort', [socket, timer]],
    ['event', 'break', []],
    ['lingering', 'abort', [socket, timer]],
    ['waiting', 'abort', [timer]],
    ['waiting', 'close', [timer]],
  ]
  test.each(phases)('%s, by %s: no timer, no socket, and the process ends', async (phase, how, before) => {
    const site = await startPhases()
    const { code, lines } = await runChild('close-in-phase.ts', site.origin, phase, how, before.join())
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([{ before, timers: [], after: [] }])
    expect(code).toBe(0)
    await site.idle()
  })
})
