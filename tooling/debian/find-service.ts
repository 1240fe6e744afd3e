// A program that tests start themselves → its program on this machine.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Program → the Debian package that has it. */
export const services = { 'redis-server': 'redis-server', nginx: 'nginx-light', openssl: 'openssl' } as const

/** The program's path, from PATH or from where Debian keeps what only root starts; `undefined` when there is none. */
export function findService(program: keyof typeof services): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, program)).find(existsSync)
}

/** Why tests that need `program` are skipped; `undefined` when it is here. Says so on the console as well. */
export function whyWithout(program: keyof typeof services): string | undefined {
  if (findService(program) !== undefined) {
    return undefined
  }
  const reason = `there is no ${program} here; install it (apt-get install ${services[program]})`
  console.error(`\n  NOT TESTED: ${reason}\n`)
  return reason
}
