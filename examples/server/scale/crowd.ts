// Processes full of clients, as one crowd that does what it is told.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { StoredEvent } from '../src/log/event-log.ts'
import type { Answer, ClientReport, ClientSpec, Order } from './clients.ts'

const program = resolve(import.meta.dirname, 'clients.ts')
const useSources = resolve(import.meta.dirname, '../../node/test/use-sources.ts')

export interface Crowd extends AsyncDisposable {
  readonly received: number
  readonly open: number
  readonly attempts: number
  start(url: string, clients: readonly ClientSpec[]): Promise<void>
  leave(): Promise<void>
  return(): Promise<void>
  /** Resolves once all have the event `id`; to `false` when they do not within `patience` milliseconds. */
  haveAll(id: string, patience: number): Promise<boolean>
  judge(events: readonly StoredEvent[]): Promise<readonly ClientReport[]>
}

export function createCrowd(processes: number): Crowd {
  const progress = new Map<ChildProcess, { received: number; open: number; attempts: number }>()
  const children = Array.from({ length: processes }, () =>
    fork(program, { execArgv: ['--import', useSources], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  )
  const sum = (what: 'received' | 'open' | 'attempts') =>
    [...progress.values()].reduce((total, one) => total + one[what], 0)
  for (const child of children) {
    child.on('message', (message: Answer) => {
      if ('received' in message) {
        progress.set(child, message)
      }
    })
  }

  const tellAll = async (order: Order) => await Promise.all(children.map(async (child) => await tell(child, order)))

  return {
    get received() {
      return sum('received')
    },
    get open() {
      return sum('open')
    },
    get attempts() {
      return sum('attempts')
    },
    async start(url, clients) {
      await Promise.all(
        children.map(async (child, index) => {
          const own = clients.filter((_, place) => place % processes === index)
          await tell(child, { do: 'start', url, clients: own })
        }),
      )
    },
    async leave() {
      await tellAll({ do: 'leave' })
    },
    async return() {
      await tellAll({ do: 'return' })
    },
    async haveAll(id, patience) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const tooLate = new Promise<false>((give) => (timer = setTimeout(() => give(false), patience)))
      const all = tellAll({ do: 'await', id }).then(() => true)
      return await Promise.race([all, tooLate]).finally(() => clearTimeout(timer))
    },
    async judge(events) {
      const answers = await tellAll({ do: 'judge', events })
      return answers.flatMap((answer) => ('reports' in answer ? answer.reports : []))
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        children.map(async (child) => {
          const ended = once(child, 'exit')
          child.kill('SIGKILL')
          await ended
        }),
      )
    },
  }
}

/** Resolves to the answer to `order`. @throws Error when the process ends instead. */
async function tell(child: ChildProcess, order: Order): Promise<Answer> {
  return await new Promise((give, reject) => {
    const onExit = () => reject(new Error(`Cannot ${order.do}: the clients' process must live, got its end`))
    const onMessage = (message: Answer) => {
      if ('done' in message && message.done === order.do) {
        child.off('message', onMessage)
        child.off('exit', onExit)
        give(message)
      }
    }
    child.on('message', onMessage)
    child.once('exit', onExit)
    child.send(order)
  })
}
