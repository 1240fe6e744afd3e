// Data folder → the signing key, made on the first start. It outlives a restart, so that cookies and tokens do too.
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The 32-byte key in `dataDir`; a new one when there is none yet. */
export function readSecret(dataDir: string): Uint8Array {
  const file = join(dataDir, 'secret')
  try {
    // 'wx' fails when the file exists: two first starts at once agree on one key.
    writeFileSync(file, randomBytes(32), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error
    }
  }
  const secret = readFileSync(file)
  if (secret.length !== 32) {
    throw new Error(`Cannot use ${file} as the signing key: it must have 32 bytes, got ${secret.length}; delete it`)
  }
  return secret
}
