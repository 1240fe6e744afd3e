import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRecord } from '../src/record.ts'

let dir = ''
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'linefeed-node-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('record: a new one is at the start, an old one where it stopped', () => {
  const path = join(dir, 'events.jsonl')
  const first = openRecord(path)
  expect(first.lastEventId).toBe('')
  first.append({ lastEventId: 'ключ-1', type: 'notification', data: { text: '🐟\n' } })
  first.close()
  const second = openRecord(path)
  expect(second.lastEventId).toBe('ключ-1')
  second.close()
})

test('record: cut at any byte, it is where the last whole line says, and that line is the last', () => {
  const path = join(dir, 'events.jsonl')
  const whole = openRecord(path)
  for (const id of ['1', 'ключ', '🐟']) {
    whole.append({ lastEventId: id, type: 'message', data: id })
  }
  whole.close()
  const bytes = readFileSync(path)
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    writeFileSync(path, bytes.subarray(0, cut))
    const lines = bytes.subarray(0, cut).toString('latin1').split('\n').length - 1
    const torn = openRecord(path)
    expect(torn.lastEventId, `cut at ${cut}`).toBe(['', '1', 'ключ', '🐟'][lines])
    torn.append({ lastEventId: 'next', type: 'message', data: 0 })
    torn.close()
    const written = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(written.map((line) => (JSON.parse(line) as { lastEventId: string }).lastEventId)).toEqual([
      ...['1', 'ключ', '🐟'].slice(0, lines),
      'next',
    ])
  }
})

test('record: a file of another kind is refused', () => {
  const path = join(dir, 'notes.txt')
  writeFileSync(path, 'buy milk\n')
  expect(() => openRecord(path)).toThrow(`Cannot go on: the last line of ${path} must be an event, got buy milk`)
})
