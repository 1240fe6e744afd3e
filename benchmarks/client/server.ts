// The server, in its own process: GET /‹index of a workload› → its body. Keeps the response open: who has seen the terminal
// event leaves.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toChunks, toText, workloads, type Workload } from './workloads.ts'

const bodies = workloads.map((workload) => (workload.interval > 0 ? [] : toChunks(workload)))

const server = createServer((request, response) => {
  const index = Number(request.url?.slice(1))
  const workload = workloads[index]
  response.writeHead(workload ? 200 : 404, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  if (workload) {
    void (workload.interval > 0 ? sendOneByOne(workload, response) : sendAll(bodies[index] ?? [], response))
  }
})

async function sendAll(chunks: Uint8Array[], response: ServerResponse): Promise<void> {
  let wake = (): void => {}
  response.on('drain', () => wake()).on('close', () => wake())
  for (const chunk of chunks) {
    if (!response.write(chunk) && !response.destroyed) {
      // oxlint-disable-next-line no-await-in-loop -- as fast as the reader takes it
      await new Promise<void>((resolve) => (wake = resolve))
    }
    if (response.destroyed) {
      return
    }
  }
}

async function sendOneByOne(workload: Workload, response: ServerResponse): Promise<void> {
  let index = 0
  const timer = setInterval(() => {
    const isLast = index === workload.events
    response.write(toText(workload, isLast ? 'terminal' : index++))
    if (isLast) {
      clearInterval(timer)
    }
  }, workload.interval)
  await once(response, 'close')
  clearInterval(timer)
}

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
