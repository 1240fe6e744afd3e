import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'

test('config: everything has a default, and an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '' })).toEqual({
    port: 4400,
    host: '127.0.0.1',
    dataDir: expect.stringMatching(/examples[\\/]server[\\/]\.data$/),
    redis: undefined,
    secret: undefined,
    tokenTtlSeconds: 300,
    heartbeat: 15_000,
    drainSeconds: 0,
    historySize: 10_000,
    pageDir: resolve(import.meta.dirname, '../page/dist'),
    sources: false,
  })
})

test('config: every variable at fault is named, with what it got', () => {
  const message =
    /^Cannot start the server: PORT: .*, got "http"; TOKEN_TTL_SECONDS: .*, got "0"; HEARTBEAT_MS: .*, got "1.5"$/
  expect(() => readConfig({ PORT: 'http', TOKEN_TTL_SECONDS: '0', HEARTBEAT_MS: '1.5' })).toThrow(message)
})
