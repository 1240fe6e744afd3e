import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'
import { describeBehaviours } from '../../../tooling/adapter-behaviours/behaviours.ts'
import { createReactAdapter } from './react-adapter.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
afterEach(cleanup)

describeBehaviours(createReactAdapter('plain'))
describeBehaviours(createReactAdapter('strict'))
