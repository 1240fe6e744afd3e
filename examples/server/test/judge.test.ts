import { expect, test } from 'vitest'
import { judge } from '../scale/judge.ts'

const none = { lost: 0, toldLost: 0, doubled: 0, disordered: 0, foreign: 0 }

test.each([
  ['everything once and in order', '1 2 3 4', {}],
  ['the end is missing', '1 2', { lost: 2 }],
  ['a hole', '1 4', { lost: 2 }],
  ['a hole that was told', '1 gap 4', { toldLost: 2 }],
  ['a hole after the told one', '1 gap 2 4', { lost: 1 }],
  ['one twice', '1 2 2 3 4', { doubled: 1 }],
  ['one twice, later', '1 2 3 4 2', { doubled: 1 }],
  ['two exchanged', '1 3 2 4', { lost: 1, disordered: 1 }],
  ['somebody else’s', '1 2 x 3 4', { foreign: 1 }],
])('judge: %s', (_what, received, verdict) => {
  expect(judge(received.split(' '), ['1', '2', '3', '4'])).toEqual({ ...none, ...verdict })
})
