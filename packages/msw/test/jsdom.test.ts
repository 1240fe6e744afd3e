// @vitest-environment jsdom
// jsdom as vitest sets it up.
import { describe } from 'vitest'
import { testDomEnvironment } from './support/dom-environment.ts'

describe('jsdom', () => {
  testDomEnvironment()
})
