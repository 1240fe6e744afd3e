import { test } from 'vitest'
import { walkThrough } from '../../react/test/walk-through.ts'

// What is seen is asserted on the way: quotes, two users, an answer that is stopped and one that is finished.
// oxlint-disable-next-line vitest/expect-expect
test('app: shows quotes, each user their own notices, and an answer', () => walkThrough('react'))
