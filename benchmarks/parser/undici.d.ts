// undici's event stream parser is internal and has no types; this is the part the benchmark plays.
declare module 'undici/lib/web/eventsource/eventsource-stream.js' {
  interface Message {
    type: string
    options: { data: string; lastEventId: string }
  }
  export class EventSourceStream {
    constructor(options: {
      eventSourceSettings: { lastEventId: string; reconnectionTime: number | undefined }
      push: (message: Message | null) => boolean
    })
    write(chunk: Uint8Array): boolean
  }
}
