// `node follow.ts ‹url› ‹user› ‹file›`: appends every event of that user to the file, once, whenever and however often it is killed.
import { bearer, createEventStream, json } from '@linefeed/client'
import { openRecord } from './src/record.ts'
import { createTokenSource } from './src/sign-in.ts'

const [url = 'http://127.0.0.1:4400', user = 'alice', file = 'events.jsonl'] = process.argv.slice(2)
const record = openRecord(file)
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())

const stream = createEventStream(`${url}/me/events`, {
  body: { client: 'terminal', rooms: ['lobby'] },
  resumable: true,
  headers: bearer(createTokenSource(url, user)),
  lastEventId: record.lastEventId,
  decode: json(),
  signal: interrupted.signal,
  gapEvent: 'gap',
  // The stream starts over with what the server has kept, all of it newer than what was lost: nothing is doubled.
  onGap: ({ lastEventId }) => record.append({ lastEventId: '', type: 'gap', data: { after: lastEventId } }),
  onError: ({ message }) => console.error(message),
})

console.error(record.lastEventId === '' ? 'Starting from the beginning' : `Going on after ${record.lastEventId}`)
try {
  for await (const { type, data, id, lastEventId } of stream) {
    // Events without an ID tell how things are now; they are no part of the history, and come again with every connection.
    if (id !== undefined) {
      record.append({ lastEventId, type, data })
      console.log(`${type} ${JSON.stringify(data)}`)
    }
  }
} catch (error) {
  if (!interrupted.signal.aborted) {
    throw error
  }
} finally {
  record.close()
}
