// Runtimes that a command starts, each from the registry: Node, Bun, Deno, workerd.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Project } from './project.ts'
import type { Report, Runtime } from './runtime.ts'

const execute = promisify(execFile)

/** Runs the module by `npx`, which installs the runtime. */
export function commandRuntime(name: string, npx: readonly string[], departs: Report = {}): Runtime {
  const [flag = '', pin = '', command = ''] = npx
  return {
    name,
    place: 'process',
    departs,
    find: async () => {
      const { stdout } = await execute('npx', ['-y', flag, pin, command, '--version'])
      return /\d+(\.\d+)+/.exec(stdout)?.[0]
    },
    play: async ({ path }, origin) => {
      const { stdout } = await execute('npx', ['-y', ...npx, 'command.mjs', origin], { cwd: path })
      return JSON.parse(stdout) as Report
    },
  }
}

/** Cloudflare's runtime: a worker that plays when it is asked to. */
export function workerdRuntime(version: string): Runtime {
  const npx = ['-y', '-p', `workerd@${version}`, 'workerd']
  return {
    name: 'workerd',
    place: 'worker',
    find: async () => version,
    play: async ({ path }: Project, origin) => {
      const workerd = spawn('npx', [...npx, 'serve', 'workerd.capnp', '--control-fd=1'], {
        cwd: path,
        // npx starts a shell, which starts workerd: one group, ended together.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let complaints = ''
      workerd.stderr.on('data', (chunk) => (complaints += String(chunk)))
      try {
        const [line] = (await Promise.race([
          once(createInterface(workerd.stdout), 'line'),
          once(workerd, 'exit').then(() => Promise.reject(new Error(`Cannot start workerd: ${complaints}`))),
        ])) as [string]
        const { port } = JSON.parse(line) as { port: number }
        const response = await fetch(`http://127.0.0.1:${port}/?origin=${encodeURIComponent(origin)}`)
        return (await response.json()) as Report
      } finally {
        if (workerd.pid !== undefined && workerd.exitCode === null) {
          process.kill(-workerd.pid)
        }
      }
    },
  }
}
