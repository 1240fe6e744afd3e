// Parsers that need Node.
import { EventSourceStream } from 'undici/lib/web/eventsource/eventsource-stream.js'
import { count, type Contender } from './contenders.ts'

export const nodePeers: Contender[] = [
  {
    name: 'undici',
    read: (chunks) => {
      const tally = { events: 0, length: 0 }
      const parser = new EventSourceStream({
        eventSourceSettings: { lastEventId: '', reconnectionTime: undefined },
        push: (message) => {
          if (message !== null) {
            count(tally, message.options.data)
          }
          return true
        },
      })
      for (const chunk of chunks) {
        parser.write(chunk)
      }
      return tally
    },
  },
]
