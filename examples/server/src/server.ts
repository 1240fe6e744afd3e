// Configuration → a listening server, and its graceful end.
import { mkdirSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createAnswers } from './answers/answers.ts'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import type { EventLog } from './log/event-log.ts'
import { createFanOut, type FanOut } from './log/fan-out.ts'
import { openFileLog } from './log/file-log.ts'
import { openRedisLog } from './log/redis-log.ts'
import { createScoreboard } from './patterns/scoreboard.ts'
import { schedule, type Schedule } from './schedule.ts'
import { openAlone, openShared } from './shared.ts'
import type { OpenStream } from './stream/open-streams.ts'
import { readSecret } from './sign-in/secret.ts'
import { startSources } from './sources/sources.ts'

export interface RunningServer {
  readonly url: string
  /** Takes no more connections, ends every stream after a whole event, answers what is under way, then lets go of the log. */
  close(): Promise<void>
}

export interface ServerSeams {
  kill: () => void
  restart: () => void
  /** The log to use instead of the file in the data folder. */
  log?: EventLog
  /** What reads it for all streams of this process. */
  fanOut?: FanOut
  /** Decides when later is, for all but heartbeats. */
  schedule?: Schedule
}

/** @throws Error when the port is taken or the data folder cannot be used. */
export async function startServer(config: Config, seams: ServerSeams): Promise<RunningServer> {
  mkdirSync(config.dataDir, { recursive: true })
  const log = seams.log ?? (await openLog(config))
  const fanOut = seams.fanOut ?? createFanOut(log)
  const later = seams.schedule ?? schedule
  const shared = config.redis ? await openShared(config.redis, later) : openAlone(log)
  const scoreboard = createScoreboard(log, shared.points, later)
  const answers = createAnswers(later)
  const { tokenTtlSeconds, heartbeat, pageDir } = config
  const { app, streams } = createApp({
    log,
    fanOut,
    scoreboard,
    answers,
    presence: shared.presence,
    revocations: shared.revocations,
    secret: config.secret ?? readSecret(config.dataDir),
    tokenTtlSeconds,
    heartbeat,
    pageDir,
    kill: seams.kill,
    restart: seams.restart,
  })
  let closing = false
  const server = createServer((req, res) => {
    if (closing) {
      refuse(res)
    } else {
      app(req, res)
    }
  })
  try {
    await listen(server, config)
  } catch (error) {
    await shared.close()
    await log.close()
    throw error
  }

  const stopSources = config.sources
    ? startSources({ log, scoreboard, schedule: later, random: Math.random })
    : () => {}

  return {
    url: `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${(server.address() as AddressInfo).port}`,
    async close() {
      closing = true
      stopSources()
      scoreboard.close()
      answers.close()
      const closed = new Promise((resolve) => server.close(resolve))
      await drain(streams.all(), config.drainSeconds * 1_000, later)
      // Who came by a connection that was open already, and what began before this.
      streams.all().forEach((stream) => stream.end())
      // Whoever does not take the end within a second is cut.
      const deadline = setTimeout(() => server.closeAllConnections(), 1_000)
      await closed
      clearTimeout(deadline)
      await fanOut.close()
      await shared.close()
      await log.close()
    },
  }
}

async function openLog({ redis, dataDir, historySize: keep }: Config): Promise<EventLog> {
  return redis ? await openRedisLog({ ...redis, keep }) : openFileLog(join(dataDir, 'events.jsonl'), { keep })
}

/** Ends `streams` evenly over `duration` milliseconds: their clients come back elsewhere as evenly. */
async function drain(streams: readonly OpenStream[], duration: number, later: Schedule): Promise<void> {
  for (const stream of streams) {
    if (duration > 0) {
      await new Promise<void>((resolve) => later(duration / streams.length, resolve))
    }
    stream.end()
  }
}

/** A closing server still hears from connections that are kept alive: a stream begun now would be cut in a moment. */
function refuse(res: ServerResponse): void {
  res.writeHead(503, { connection: 'close', 'content-type': 'application/json' })
  res.end(JSON.stringify({ error: { code: 'closing', message: 'Cannot answer: the server is about to restart' } }))
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? `${host}:${port} is taken; set PORT to another` : cause.message
      reject(new Error(`Cannot start the server: ${reason}`, { cause }))
    })
    server.listen(port, host, resolve)
  })
}
