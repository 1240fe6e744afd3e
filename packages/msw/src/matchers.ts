// Mocked streams and connections → matchers for `expect.extend`, in vitest and in jest alike. Knows nothing of either.
import type { MockConnection } from './connection.ts'
import type { MockEventStream } from './contract.ts'

interface Verdict {
  pass: boolean
  message: () => string
}

/** For declaring the matchers to vitest (`Matchers<T>`) or jest (`jest.Matchers<R>`). */
export interface EventStreamMatchers<R = void> {
  /** This many of the stream's connections are open now. */
  toHaveOpenConnections(count: number): R
  /** This many requests were made for the stream, failed ones included. */
  toHaveRequests(count: number): R
  /** The connection was opened with this `Last-Event-ID`; without an argument: with any. */
  toResume(lastEventId?: string): R
}

/**
 * @example
 * expect.extend(eventStreamMatchers)
 * expect(chat).toHaveOpenConnections(0)
 * expect(await chat.connection()).toResume('41')
 */
export const eventStreamMatchers = {
  toHaveOpenConnections: (stream: Pick<MockEventStream, 'connections'>, count: number): Verdict => {
    const open = stream.connections.filter(({ phase }) => phase === 'open')
    return judge(
      open.length === count,
      `${count} open connections`,
      `${open.length} of ${stream.connections.length}: ${list(open)}`,
    )
  },
  toHaveRequests: (stream: Pick<MockEventStream, 'requests'>, count: number): Verdict =>
    judge(stream.requests.length === count, `${count} requests`, `${stream.requests.length}: ${list(stream.requests)}`),
  toResume: ({ lastEventId }: Pick<MockConnection, 'lastEventId'>, expected?: string): Verdict =>
    judge(
      expected === undefined ? lastEventId !== undefined : lastEventId === expected,
      `a connection that resumes${expected === undefined ? '' : ` after ${JSON.stringify(expected)}`}`,
      lastEventId === undefined ? 'no Last-Event-ID' : JSON.stringify(lastEventId),
    ),
} as const

function judge(pass: boolean, expected: string, received: string): Verdict {
  return { pass, message: () => `expected ${pass ? 'not ' : ''}${expected}, got ${received}` }
}

function list(requests: readonly { method: string; url: string }[]): string {
  return requests.map(({ method, url }) => `${method} ${url}`).join(', ') || 'none'
}
