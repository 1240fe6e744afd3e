import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach } from 'vitest'
import { describeBehaviours } from '../../../tooling/adapter-behaviours/behaviours.ts'
import { vueAdapter } from './vue-adapter.ts'

enableAutoUnmount(afterEach)
describeBehaviours(vueAdapter)
