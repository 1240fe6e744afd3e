// Lines that must not break unnoticed: what stands there instead, and the tests that must fail then.

/** One line that a file has once, broken by hand. */
export interface Break {
  readonly promise: string
  /** Below `packages`. */
  readonly file: string
  readonly line: string
  readonly instead: string
  /** Below `packages`. */
  readonly noticedBy: string
}

function inPackage(name: 'parser' | 'client') {
  return (promise: string, file: string, line: string, instead: string, test: string): Break => ({
    promise,
    file: `${name}/src/${file}.ts`,
    line,
    instead,
    noticedBy: `${name}/test/${test}.test.ts`,
  })
}

const parser = inPackage('parser')
const client = inPackage('client')

export const breaks: readonly Break[] = [
  parser('a CRLF cut in two is one line end', 'lines', '? lineFeed : undefined', '? undefined : undefined', 'parser'),
  parser('a BOM is no text', 'lines', 'text.charCodeAt(0) === state.skip ? 1 : 0', '0', 'conformance'),
  parser('lines of data are joined by line feeds', 'lines', "data + '\\n' + value", 'data + value', 'conformance'),
  parser(
    'so is a line that a chunk has cut',
    'fields',
    "state.data + '\\n' + value",
    'state.data + value',
    'conformance',
  ),
  parser('a reconnection time is all digits', 'fields', '/^\\d+$/', '/\\d+/', 'conformance'),
  parser('the position moves at the blank line', 'lines', ' id = value', ' id = state.lastEventId = value', 'parser'),
  parser('empty data is data', 'dispatch', 'if (data !== undefined &&', 'if (data &&', 'conformance'),
  parser('a type lasts for one event', 'lines', "type = ''", '', 'conformance'),
  parser('a handler that throws loses no event', 'dispatch', '      state.thrown ??= [error]', 'throw error', 'parser'),
  parser(
    'an event may be as large as the limit',
    'size',
    'state.size > state.maxEventSize',
    'state.size >= state.maxEventSize',
    'parser',
  ),
  parser(
    'a character cut in two is one',
    'bytes',
    'state.decoder.decode(bytes, { stream: true })',
    'state.decoder.decode(bytes)',
    'parser',
  ),
  client('the position is sent', 'session/session', 'position = id', '', 'session'),
  client(
    'a replay does not take the position back',
    'session/session',
    'position = positionBefore || position',
    '',
    'powers',
  ),
  client('an end after the terminal event is an end', 'session/session', 'sawTerminal = true', '', 'session'),
  client(
    'an end before the terminal event is a failure',
    'session/session',
    'if (until) {',
    'if (!until) {',
    'session',
  ),
  client(
    'attempts keep their distance',
    'session/schedule',
    'Math.max(earliest, clock.now() + delay)',
    'clock.now() + delay',
    'session',
  ),
  client('a 401 asks for other credentials once', 'session/schedule', 'renewed ||= asksAgain', '', 'bearer'),
  client('a POST is not repeated unasked', 'session/resume', 'resumable === true ||', 'true ||', 'session'),
  client(
    'a Retry-After is a day at most',
    'connection/retry-after',
    'Math.max(delay, 0), longestRetryAfter',
    'delay, Infinity',
    'retry-policy',
  ),
  client('a 204 is no event stream', 'connection/response', 'status !== 200', 'status >= 300', 'session'),
  client('comments are no events', 'connection/liveness', 'if (hasEvent) {', 'if (true) {', 'session'),
  client('a closed stream lets go of its request', 'connection/connection', 'controller.abort()', '', 'session'),
  client('a fresh token is not renewed again', 'connection/bearer', 'sent.get(stream) === latest', 'true', 'bearer'),
  client(
    'headers stay with their origin',
    'connection/redirects',
    'location.origin !== new URL(url).origin',
    'false',
    'redirects',
  ),
  client('a slow loop stops the reading', 'readers/iterator', '>= highWaterMark', '> Infinity', 'readers'),
  client(
    'reading goes on when the last who is behind has caught up',
    'event-stream',
    'return behind?.then(demand)',
    'return behind',
    'readers',
  ),
  client(
    'a listener that throws hurts no other',
    'event-stream',
    "reporter.blame('listener', cause)",
    'throw cause',
    'readers',
  ),
]
