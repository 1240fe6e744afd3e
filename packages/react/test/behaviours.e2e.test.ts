import { resolve } from 'node:path'
import { describeInChromium } from '../../../tooling/adapter-behaviours/in-chromium.ts'
import { bundle } from '../../client/test/support/bundle.ts'

describeInChromium('React', () => bundle(resolve(import.meta.dirname, 'browser/page-script.ts'), 'iife', 'development'))
