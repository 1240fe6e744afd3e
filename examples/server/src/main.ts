// The process: environment → server, signals → its end. Tells the supervisor when it listens, and goes when the supervisor does.
import { readConfig } from './config.ts'
import { RedisUnavailable } from './redis/connect.ts'
import { startServer } from './server.ts'

let stop = (): void => process.exit(0)
process.once('SIGINT', () => stop())
process.once('SIGTERM', () => stop())
process.once('disconnect', () => stop())

try {
  const server = await startServer(readConfig(process.env), {
    kill: () => process.kill(process.pid, 'SIGKILL'),
    restart: () => stop(),
  })
  stop = () => void server.close().finally(() => process.exit(0))
  process.send?.({ listening: server.url })
  console.log(`Listening on ${server.url}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  // 2: starting again would fail again. Redis comes back.
  process.exit(error instanceof RedisUnavailable ? 1 : 2)
}
