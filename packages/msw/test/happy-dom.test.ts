// @vitest-environment happy-dom
// happy-dom as it comes, with a fetch, a Response and an AbortController of its own.
import { describe } from 'vitest'
import { testDomEnvironment } from './support/dom-environment.ts'

describe('happy-dom', () => {
  testDomEnvironment()
})
