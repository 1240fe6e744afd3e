import { expect, test } from 'vitest'
import { createLedger } from '../page/src/ledger.ts'

function booked(...seqs: number[]) {
  const ledger = createLedger()
  return { verdicts: seqs.map((seq) => ledger.book(seq)), ...ledger.counts }
}

test.each([
  ['nothing', [], { received: 0, lost: 0, duplicated: 0 }],
  ['everything once', [1, 2, 3], { received: 3, lost: 0, duplicated: 0 }],
  ['a history that starts late', [41, 42], { received: 2, lost: 0, duplicated: 0 }],
  ['a hole', [1, 2, 5], { received: 3, lost: 2, duplicated: 0 }],
  ['a hole that closes', [1, 3, 2], { received: 3, lost: 0, duplicated: 0 }],
  ['the same again', [1, 2, 2, 1, 3], { received: 3, lost: 0, duplicated: 2 }],
])('ledger: counts %s', (_what, seqs, counts) => {
  expect(booked(...seqs)).toMatchObject(counts)
})

test('ledger: says of each arrival whether it is a new event', () => {
  expect(booked(1, 2, 2, 3, 1).verdicts).toEqual([true, true, false, true, false])
})
