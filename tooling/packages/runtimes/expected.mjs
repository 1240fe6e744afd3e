// What the scenario must come to, step by step. Imports nothing, so that whoever judges a runtime needs no client.

/** What each step must come to. */
export const expected = {
  connect: ['welcome', 'open', 'closed'],
  'POST with a token': [[false, true], 'alice'],
  'drop and exact resume': [['1: one', '2: cut', '3: three', '4: cut', '5: five', '6: after the token expired'], true],
  abort: [{ reason: 'aborted', error: 'enough' }, 'closed', 'gone'],
  'terminal event': [['a', 'b'], 'finished', ['a'], 'failed', 'ended-early'],
  'back-pressure': ['held', 400, true],
}
