// A real Redis on a free port with a folder of its own, which can die, come back, and forget.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findService } from '../../../../tooling/debian/find-service.ts'
import { freePort } from '../../supervisor.ts'
import { dataDir } from './test-server.ts'

export interface RealRedis extends AsyncDisposable {
  readonly url: string
  /** SIGKILL. */
  kill(): Promise<void>
  /** Starts it again, with what it had on file. */
  start(): Promise<void>
  /** Deletes what it had on file. */
  forget(): void
}

/** Every write is on file before it is answered, so that a kill loses nothing. @throws Error when there is no redis-server. */
export async function startRedis(): Promise<RealRedis> {
  const program = findService('redis-server')
  if (program === undefined) {
    throw new Error('Cannot start Redis: there must be a redis-server, got none')
  }
  const dir = dataDir()
  const port = await freePort('127.0.0.1')
  const args = ['--port', String(port), '--dir', dir.path, '--save', '', '--appendonly', 'yes', '--appendfsync', 'no']
  let child = await start(program, args)
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      child.kill('SIGKILL')
      await ending(child)
    },
    async start() {
      child = await start(program, args)
    },
    forget() {
      rmSync(join(dir.path, 'appendonlydir'), { recursive: true, force: true })
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ending(child)
      dir[Symbol.dispose]()
    },
  }
}

async function start(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (line.includes('Ready to accept connections')) {
      child.stdout.resume()
      return child
    }
  }
  throw new Error(`Cannot start Redis: it must become ready, got ${said.join('\n')}`)
}

async function ending(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'exit')
  }
}
