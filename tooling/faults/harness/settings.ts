// Where schedules are played: over HTTP/1.1, or over HTTP/2 and TLS, by a client in this process.
import tls from 'node:tls'
import type * as fc from 'fast-check'
import { anySchedule, schedulesOverHttp2 } from './arbitrary.ts'
import { createCertificate } from './certificate.ts'
import type { Schedule } from './schedule.ts'
import { startStage, type Stage } from './stage.ts'

export interface Setting {
  /** What the command needs to play there. */
  readonly flag: string
  /** Those that a client can survive there. */
  readonly schedules: fc.Arbitrary<Schedule>
  openStage(): Promise<Stage>
  /** Closes what the stages share. */
  close(): Promise<void>
}

export const overHttp1: Setting = {
  flag: '',
  schedules: anySchedule,
  openStage: () => startStage(),
  close: async () => {},
}

/** In a runtime whose `fetch` speaks it. */
export async function overHttp2(): Promise<Setting> {
  const certificate = await createCertificate()
  tls.setDefaultCACertificates([certificate.cert])
  return {
    flag: ' --http2',
    schedules: schedulesOverHttp2,
    openStage: () => startStage({ certificate }),
    close: async () => {},
  }
}
