// A script in a Node process of its own, which must end by itself.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { bundle } from './bundle.ts'

export interface ChildEnd {
  readonly code: number | null
  /** What it wrote, line by line. */
  readonly lines: string[]
}

/** Runs a script of this folder, bundled with the client's sources; resolves when it has ended. */
export async function runChild(script: string, ...args: string[]): Promise<ChildEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-child-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'script.mjs')
  await writeFile(file, await bundle(script, 'es'))
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  let written = ''
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode, lines: written.split('\n').filter(Boolean) }
}
