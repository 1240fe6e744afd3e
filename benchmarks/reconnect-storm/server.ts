// An arrival → when it is accepted, or that it is not. Knows capacity, queue and room; knows no client and no policy.

export interface ServerSettings {
  /** Connections accepted per second, by all processes together. */
  readonly capacity: number
  /** Most connections that wait to be accepted; more are refused. */
  readonly queue: number
  /** Processes behind one address, each with an equal part of the capacity. */
  readonly processes: number
  /** Most open connections of one process: its memory. */
  readonly room: number
  /** What refusing takes, as a part of what accepting takes; 0 where a proxy refuses in the server's place. */
  readonly refusalCost: number
}

/** Milliseconds until it is accepted, or why it is not: told so, or nobody there to tell. */
export type Answer = number | 'refused' | 'unreachable'

export interface Server {
  /** Accepts per second, now. */
  readonly rate: number
  readonly processesUp: number
  /** Most connections that one process ever held. */
  readonly fullest: number
  arrive(now: number): Answer
  /** One that waited is accepted. Gives the process that holds it. */
  accept(): number
  /** One that waited went away; the work for it is done all the same. */
  leave(): void
  /** One of the process's connections is over. */
  release(process: number): void
  /** The process drops all it holds. */
  stop(process: number, now: number): void
  start(process: number): void
  /** The rest of the capacity is busy with something else. */
  slowTo(share: number): void
}

export function createServer({ capacity, queue, processes, room, refusalCost }: ServerSettings): Server {
  const open = new Uint32Array(processes)
  const isUp = new Uint8Array(processes).fill(1)
  let processesUp = processes
  let share = 1
  let waiting = 0
  let freeAt = 0
  let next = 0
  let fullest = 0

  const rate = (): number => (capacity * share * processesUp) / processes

  function hasRoom(): boolean {
    for (let process = 0; process < processes; process++) {
      if (isUp[process] === 1 && (open[process] as number) < room) {
        return true
      }
    }
    return false
  }

  /** Work is done in the order in which it came. Gives when this piece is done. */
  function work(now: number, cost: number): number {
    freeAt = Math.max(freeAt, now) + (cost * 1_000) / rate()
    return freeAt
  }

  return {
    get rate() {
      return rate()
    },
    get processesUp() {
      return processesUp
    },
    get fullest() {
      return fullest
    },
    arrive(now) {
      // The kernel's own backlog is as long again: what does not fit there is not even read.
      if (processesUp === 0 || ((freeAt - now) * rate()) / 1_000 >= 2 * queue) {
        return 'unreachable'
      }
      if (waiting >= queue || !hasRoom()) {
        work(now, refusalCost)
        return 'refused'
      }
      waiting++
      return work(now, 1) - now
    },
    accept() {
      waiting--
      do {
        next = (next + 1) % processes
      } while (isUp[next] === 0)
      const held = (open[next] as number) + 1
      open[next] = held
      fullest = Math.max(fullest, held)
      return next
    },
    leave() {
      waiting--
    },
    release(process) {
      open[process] = (open[process] as number) - 1
    },
    stop(process, now) {
      open[process] = 0
      isUp[process] = 0
      processesUp--
      if (processesUp === 0) {
        waiting = 0
        freeAt = now
      }
    },
    start(process) {
      isUp[process] = 1
      processesUp++
    },
    slowTo(to) {
      share = to
    },
  }
}
