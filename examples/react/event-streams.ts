// The server of both example apps, inside vite: quotes, one user's notices, an answer token by token.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Plugin } from 'vite'

const symbols = ['ACME', 'HOOL', 'INIT']

export function eventStreams(): Plugin {
  return {
    name: 'event-streams',
    configureServer({ middlewares }) {
      middlewares.use('/quotes', (_request, response) =>
        stream(response, 200, (turn) => ({
          type: 'message',
          data: { symbol: symbols[turn % symbols.length], bid: 100 + (turn % 7) },
        })),
      )
      middlewares.use('/me/notices', (request, response) => {
        const user = request.headers.authorization?.replace('Bearer ', '') ?? 'nobody'
        stream(response, 1_000, (turn) => ({ type: 'notice', data: { text: `Notice ${turn} for ${user}` } }))
      })
      middlewares.use('/answer', (request, response) => void answer(request, response))
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt } = JSON.parse(await text(request)) as { prompt: string }
  const words = `You asked: ${prompt} An answer comes word by word, and can be stopped.`.split(' ')
  stream(response, 100, (turn) =>
    turn < words.length ? { type: 'message', data: { text: `${words[turn]} ` } } : { type: 'done', data: { text: '' } },
  )
}

/** Sends what `next` gives, at once and then every `interval` milliseconds, until the reader leaves. */
function stream(
  response: ServerResponse,
  interval: number,
  next: (turn: number) => { type: string; data: object },
): void {
  let turn = 0
  const send = (): void => {
    const { type, data } = next(turn)
    response.write(`id: ${turn++}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  send()
  const timer = setInterval(send, interval)
  response.on('close', () => clearInterval(timer))
}
