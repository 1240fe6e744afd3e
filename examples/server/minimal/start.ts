// `node minimal/start.ts hono`: one of the servers beside this file, on port 4500.
import { createFastifyServer } from './fastify.ts'
import { createHonoServer } from './hono.ts'
import { createLog } from './log.ts'
import { createNodeServer } from './node.ts'

const servers = { node: createNodeServer, hono: createHonoServer, fastify: createFastifyServer }
const name = process.argv[2] ?? 'node'
if (name in servers) {
  const server = await servers[name as keyof typeof servers](createLog())
  server.listen(4500, '127.0.0.1', () => {
    console.log(
      `curl -N http://127.0.0.1:4500/events\ncurl http://127.0.0.1:4500/events -H 'content-type: text/plain' -d hello`,
    )
  })
} else {
  console.error(`Cannot start: the server must be one of ${Object.keys(servers).join(', ')}, got ${name}`)
  process.exitCode = 2
}
