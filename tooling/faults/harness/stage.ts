// An origin, a proxy before it, and a client before that, for one schedule at a time.
import type { Certificate } from './certificate.ts'
import type { Account, Services, Task } from './follow.ts'
import { clientHere } from './here.ts'
import { startOrigin } from './origin.ts'
import { startProxy, type Traffic } from './proxy.ts'
import type { Round } from './round.ts'
import type { Schedule } from './schedule.ts'

/** One schedule under way. */
export interface Play {
  readonly url: string
  readonly round: Round
  readonly traffic: Traffic
  /** Whether connections may outlast their requests, as those of HTTP/2 do. */
  readonly keepsConnections: boolean
}

/** Where the client runs: the part of a stage that can be exchanged. */
export interface Client {
  /** How it is to retry: quickly, but with waits that can be told from what attempts take there. */
  readonly retry: Task['retry']
  follow(task: Task, services: Services): Promise<Account>
  /** Its wall clock is set by `date` milliseconds, and its machine sleeps for `slept` of them. */
  jump(date: number, slept: number): void
  close(): Promise<void>
}

export interface Stage {
  readonly client: Client
  /** Begins a schedule, at a URL of its own. */
  play(schedule: Schedule): Play
  close(): Promise<void>
}

export interface StageOptions {
  /** For HTTP/2 over TLS. */
  readonly certificate?: Certificate
  /** Starts the client, in this process by default; at `url` the origin has an empty page for those that need one. */
  openClient?(url: string): Promise<Client>
}

export async function startStage({ certificate, openClient = clientHere }: StageOptions = {}): Promise<Stage> {
  const origin = await startOrigin(certificate)
  const proxy = await startProxy(origin.port)
  const url = `${certificate ? 'https' : 'http'}://127.0.0.1:${proxy.port}`
  const client = await openClient(url)
  // A page's own connection would serve the first schedule without a fault.
  proxy.play([])
  return {
    client,
    play(schedule) {
      const round = origin.play(schedule)
      const traffic = proxy.play(schedule.wires)
      return { url: url + round.path, round, traffic, keepsConnections: certificate !== undefined }
    },
    async close() {
      await client.close()
      await proxy.close()
      await origin.close()
    },
  }
}
