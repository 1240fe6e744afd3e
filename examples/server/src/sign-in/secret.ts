// Data folder → the signing key, made on the first start. It outlives a restart, so that cookies and tokens do too.
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The 32-byte key in `dataDir`; a new one when there is none yet. */
export function readSecret(dataDir: string): Uint8Array {
  const file = join(dataDir, 'secret')
  const own = `${file}.${randomBytes(4).toString('hex')}`
  writeFileSync(own, randomBytes(32), { mode: 0o600 })
  try {
    // It fails when the file exists, which is then a whole one: first starts at once agree on one key.
    linkSync(own, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error
    }
  } finally {
    unlinkSync(own)
  }
  const secret = readFileSync(file)
  if (secret.length !== 32) {
    throw new Error(`Cannot use ${file} as the signing key: it must have 32 bytes, got ${secret.length}; delete it`)
  }
  return secret
}
