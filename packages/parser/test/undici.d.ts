// The part of undici's event stream parser that the comparison plays; it is internal there and has no types.
declare module 'undici/lib/web/eventsource/eventsource-stream.js' {
  interface Message {
    type: string
    options: { data: string; lastEventId: string }
  }
  interface Settings {
    lastEventId: string
    reconnectionTime: number | undefined
  }
  export class EventSourceStream {
    constructor(options: { eventSourceSettings: Settings; push: (message: Message | null) => boolean })
    write(chunk: Uint8Array): boolean
  }
}
