import { expect, test } from 'vitest'
import { expected } from './expected.mjs'
import { bodiesInMemory, surprises } from './runtime.ts'
import { putTable } from './table.ts'

const ok = Object.fromEntries(Object.keys(expected).map((step) => [step, 'ok']))
const markers = ['<!-- runtimes: written by pnpm run test:engines --write -->', '<!-- /runtimes -->']

test('table: what was not found is not run, and a failure is none of an engine that buffers', () => {
  const written = putTable(`before\n${markers[0]}\nold\n${markers[1]}\nafter`, [
    { name: 'Node 20', place: 'process', version: '20.20.2', report: ok },
    { name: 'Firefox', place: 'window', version: '153.7.0', report: { ...ok, ...bodiesInMemory, abort: 'Error' } },
    { name: 'WebKitGTK', place: 'window', version: undefined, report: {} },
  ])
  const cells = written.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  expect(cells.filter(([, , place]) => place === 'process' || place === 'window')).toEqual([
    ['', 'Node 20.20.2', 'process', '✓', '✓', '✓', '✓', '✓', '✓', ''],
    ['', 'Firefox 153.7.0', 'window', '✓', '✓', '✓', '✗', '✓', 'the engine buffers', ''],
    ['', 'WebKitGTK', 'window', ...Array.from({ length: 6 }, () => 'not run'), ''],
  ])
  expect([written.startsWith('before\n'), written.endsWith('\nafter'), written.includes('old')]).toEqual([
    true,
    true,
    false,
  ])
})

test('table: a text without its markers is refused', () => {
  expect(() => putTable('no markers', [])).toThrow('must have')
})

test('runtime: only what it does not depart in is a surprise, and an engine that mends is one', () => {
  const engine = { name: 'x', place: 'x', departs: bodiesInMemory, find: async () => 'x', play: async () => ok }
  expect(surprises(engine, { ...ok, ...bodiesInMemory, abort: 'Error' })).toEqual({ abort: 'Error' })
  expect(surprises(engine, ok)).toEqual({ 'back-pressure': 'ok' })
})
