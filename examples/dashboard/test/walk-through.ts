// A dashboard in Chromium, used as people would: the same tests for both frameworks.
import { afterAll, beforeAll, describe } from 'vitest'
import type { Framework } from '../serve.ts'
import { testLooks } from './looks.ts'
import { openDashboard, type Dashboard } from './open-pages.ts'
import { testPeople } from './people.ts'
import { testStreams } from './streams.ts'

export function walkThrough(framework: Framework): void {
  describe(`dashboard in ${framework}`, () => {
    let dashboard: Dashboard
    beforeAll(async () => {
      dashboard = await openDashboard(framework, { SOURCES: 'off' })
    })
    afterAll(async () => await dashboard[Symbol.asyncDispose]())

    testPeople(() => dashboard)
    testStreams(() => dashboard)
    testLooks(() => dashboard)
  })
}
