// An origin and a proxy before it, for one schedule at a time.
import type { Certificate } from './certificate.ts'
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

export interface Stage {
  /** Begins a schedule, at a URL of its own. */
  play(schedule: Schedule): Play
  close(): Promise<void>
}

/** With a certificate, HTTP/2 over TLS. */
export async function startStage(certificate?: Certificate): Promise<Stage> {
  const origin = await startOrigin(certificate)
  const proxy = await startProxy(origin.port)
  return {
    play(schedule) {
      const round = origin.play(schedule)
      const url = `${certificate ? 'https' : 'http'}://127.0.0.1:${proxy.port}${round.path}`
      return { url, round, traffic: proxy.play(schedule.wires), keepsConnections: certificate !== undefined }
    },
    async close() {
      await proxy.close()
      await origin.close()
    },
  }
}
