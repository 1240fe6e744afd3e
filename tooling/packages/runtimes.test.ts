// The client's tarball on every runtime that the registry has, and in Chromium's three places. test:engines adds the others.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everywhere } from './runtimes/all.ts'
import { createProject, type Project } from './runtimes/project.ts'
import { expected } from './runtimes/expected.mjs'
import { startSite } from './runtimes/site.ts'

const allOk = Object.fromEntries(Object.keys(expected).map((step) => [step, 'ok']))
let project: Project

beforeAll(async () => {
  project = await createProject()
})
afterAll(() => project[Symbol.dispose]())

test.each(everywhere.map((runtime) => [runtime.name, runtime.place, runtime] as const))(
  '%s, %s: every step of the scenario ends as it should',
  async (_name, _place, runtime) => {
    await using site = await startSite(project.files)
    expect(await runtime.play(project, site.origin)).toEqual({ ...allOk, ...runtime.departs })
  },
)
