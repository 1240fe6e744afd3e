// Streams to begin with, each to show one thing.

export interface Sample {
  readonly name: string
  readonly stream: string
}

export const samples: readonly [Sample, ...Sample[]] = [
  {
    name: 'Everything once',
    stream: `: a comment, for example a heartbeat
retry: 2500

event: price
id: 41
data: {"symbol":"ABC","bid":10.2}

id: 42
data: two lines
data: of text

`,
  },
  {
    name: 'Cut in the middle',
    stream: `id: 1
data: whole

id: 2
data: this event has no blank line behind it`,
  },
  {
    name: 'What is ignored, and why',
    stream: String.raw`Data: names are lower case
data : a space before the colon
id: with a NUL \0 inside
retry: 10abc
retry: -5
{"error":"not an event stream at all"}
data: the only line that counts

`,
  },
  {
    name: 'An answer, token by token',
    stream: `data: {"delta":"Hel"}

data: {"delta":"lo"}

data: [DONE]

`,
  },
  {
    name: 'Types and positions',
    stream: `event: joined
id: ключ-1
data: Ada

event: joined

data: this one is a message again, and the position stays

id:
data: an empty id clears the position

`,
  },
]
