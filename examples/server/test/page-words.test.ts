// What people read when something fails: the page's words, and those of the dashboard.
import { EventStreamError } from '@linefeed/client'
import { expect, test } from 'vitest'
import { describeFailure as inDashboard, reasonOf as reasonInDashboard } from '../../dashboard/src/words.ts'
import { describeFailure } from '../page/src/failure.ts'
import { reasonOf } from '../page/src/reason.ts'

const failures = (['position-lost', 'idle-timeout', 'content-type'] as const).map(
  (code) => new EventStreamError(code, 'For developers', {}),
)

test.each([
  ['the page', describeFailure],
  ['the dashboard', inDashboard],
])('a failure, on %s: is told as a sentence begins', (_where, describe) => {
  const told = failures.map((failure) => describe(failure))
  expect(told.filter((words) => !/^[A-Z][a-z]/.test(words))).toEqual([])
})

test.each([
  ['the page', reasonOf],
  ['the dashboard', reasonInDashboard],
])('a request that reaches no server, on %s: is told in our words, a refusal in the server’s', (_where, reason) => {
  expect(reason(new TypeError('Failed to fetch'))).toBe('Server not reachable')
  expect(reason(new Error('There is no room of that name'))).toBe('There is no room of that name')
})
