// One server process at a time, on one port, started again whenever it ends. What systemd or Kubernetes do elsewhere.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { resolve } from 'node:path'

const main = resolve(import.meta.dirname, 'src/main.ts')
// The exit code by which the server says that another start would fail as well.
const hopeless = 2

export interface Supervisor {
  readonly url: string
  /** Resolves once the server is down for good. */
  readonly ended: Promise<void>
  /** SIGKILL to the process there is now; `false` when it has ended already. */
  kill(): boolean
  /** Ends the server gracefully and does not start it again. */
  stop(): Promise<void>
}

/**
 * Starts the server with the variables in `env` and keeps it running; `onRestart` hears each time why it had to.
 * @throws Error when it does not come up the first time; it has said why itself.
 */
export async function supervise(env: NodeJS.ProcessEnv, onRestart = (_news: string): void => {}): Promise<Supervisor> {
  // Port 0 is a different port after each restart: choose one now and keep it.
  const port = env['PORT'] === '0' ? await freePort(env['HOST'] || '127.0.0.1') : env['PORT']
  let stopping = false
  let child = start()
  const url = await listening(child)
  const ended = run()

  function start(): ChildProcess {
    return fork(main, {
      env: port === undefined ? env : { ...env, PORT: String(port) },
      // Not the flags of whoever runs this file.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  }

  async function run(): Promise<void> {
    for (;;) {
      const [code, signal] = await ending(child)
      if (stopping || code === hopeless) {
        return
      }
      onRestart(`Server process ${child.pid} ended (${signal ?? code}), starting it again`)
      child = start()
    }
  }

  return {
    url,
    ended,
    kill() {
      return child.kill('SIGKILL')
    },
    async stop() {
      stopping = true
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function listening(child: ChildProcess): Promise<string> {
  return await new Promise((resolveUrl, reject) => {
    child.once('message', ({ listening: url }: { listening: string }) => resolveUrl(url))
    child.once('exit', () => reject(new Error('Cannot start the demo: the server did not come up')))
  })
}

async function ending(child: ChildProcess): Promise<[code: number | null, signal: NodeJS.Signals | null]> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return [child.exitCode, child.signalCode]
  }
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return [code, signal]
}

/** A port that was free a moment ago: for what must come back to the same one. */
export async function freePort(host: string): Promise<number> {
  const probe = createServer().listen(0, host)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
