import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from './pages.ts'

test('table of errors: has a row for each code, and no other', () => {
  const source = readFileSync(`${root}packages/client/src/errors.ts`, 'utf8')
  const codes = Array.from(source.matchAll(/^ {2}'([a-z-]+)': /gm), ([, code]) => code)
  const [, section = ''] =
    /^## Errors$([\s\S]*?)^## /m.exec(readFileSync(`${root}packages/client/README.md`, 'utf8')) ?? []
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const named = rows.flatMap((row) => Array.from(row.split('|')[1]?.matchAll(/`([a-z-]+)`/g) ?? [], ([, code]) => code))
  expect(codes.length).toBeGreaterThan(10)
  expect(new Set(named)).toEqual(new Set(codes))
  expect(named).toHaveLength(codes.length)
})
