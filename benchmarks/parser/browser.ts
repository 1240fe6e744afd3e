// What engines.ts bundles for a page: the comparison, reachable as `compare()`.
import { compare } from './compare.ts'

Object.assign(globalThis, { compare: () => compare([]) })
