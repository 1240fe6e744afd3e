// Runs in a process of its own: follows a stream to its terminal event, and has nothing else to live for.
import { createEventStream } from '@linefeed/client'

const stream = createEventStream(process.argv[2] ?? '', {
  retry: { base: 200 },
  until: ({ type }) => type === 'done' && 'discard',
})
stream.on(({ data }) => console.log(data))
void stream.done.then(({ reason }) => console.log(reason))
