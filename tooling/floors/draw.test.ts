import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { putFloors } from './draw.ts'

test('CONTRIBUTING: it draws the floors as they are', () => {
  const contributing = readFileSync(resolve(import.meta.dirname, '../../CONTRIBUTING.md'), 'utf8')
  expect(contributing, 'run "pnpm run floors"').toBe(putFloors(contributing))
})
