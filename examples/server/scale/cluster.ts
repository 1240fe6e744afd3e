// Server processes on one Redis behind one address, each started again whenever it ends.
import { supervise, type Supervisor } from '../supervisor.ts'
import { dataDir } from '../test/support/test-server.ts'
import { startRoundRobin } from './round-robin.ts'

export interface Cluster extends AsyncDisposable {
  readonly url: string
  readonly processes: readonly Supervisor[]
}

/** @param env What the processes are told besides. */
export async function startCluster(count: number, env: Record<string, string>): Promise<Cluster> {
  const dir = dataDir()
  const settings = { ...process.env, PORT: '0', DATA_DIR: dir.path, ...env }
  const processes = await Promise.all(Array.from({ length: count }, async () => await supervise(settings)))
  const proxy = await startRoundRobin(processes.map(({ url }) => Number(new URL(url).port)))
  return {
    url: proxy.url,
    processes,
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]()
      await Promise.all(processes.map(async (one) => await one.stop()))
      dir[Symbol.dispose]()
    },
  }
}
