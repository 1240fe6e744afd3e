// Records ⇄ one append-only file of JSON lines. A last line without its newline was torn by a kill and is dropped.
// Knows bytes and lines; nothing of positions or readers.
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { z } from 'zod'

const count = z.int().positive()
const header = z.object({
  log: z.string().min(1),
  version: z.literal(2),
  /** What was counted when the file was written anew: records may be gone, numbers are never given twice. */
  counted: z.record(z.string(), count),
})
const record = z.object({
  n: count,
  topic: z.string(),
  seq: count,
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
})

export type JournalRecord = z.infer<typeof record>

export interface Journal {
  /** Given when the file was first made, the same ever after. */
  readonly name: string
  /** Topic → the newest number counted before the records. */
  readonly counted: ReadonlyMap<string, number>
  /** What the file held when it was opened. */
  readonly records: readonly JournalRecord[]
  /** @throws Error when it cannot be written whole; the file is then as it was before. */
  append(entry: JournalRecord): void
  /** Rewrites the file to `retained` and `counted` once most of its lines are no longer among the retained ones. */
  compactWhenWasteful(retained: readonly JournalRecord[], counted: ReadonlyMap<string, number>): void
  close(): void
}

// Below this many lines a rewrite is not worth it.
const leastLines = 1_000

/** @throws Error when the file exists and a line of it is not ours. */
export function openJournal(path: string, freshName: string): Journal {
  const { name, counted, records, size: sizeAtOpening } = readJournal(path, freshName)
  let file = openSync(path, 'a')
  let size = sizeAtOpening
  let lines = records.length
  ftruncateSync(file, size)
  if (size === 0) {
    write(toLine({ log: name, version: 2, counted: {} }))
  }

  function write(line: Buffer): void {
    try {
      writeWhole(file, line)
    } catch (error) {
      // Half a line in the middle of the file would take the next one with it.
      ftruncateSync(file, size)
      throw error
    }
    size += line.length
  }

  return {
    name,
    counted,
    records,
    append(entry) {
      write(toLine(entry))
      lines += 1
    },
    compactWhenWasteful(retained, countedByNow) {
      if (lines < Math.max(leastLines, 2 * retained.length)) {
        return
      }
      const head = toLine({ log: name, version: 2, counted: Object.fromEntries(countedByNow) })
      const content = Buffer.concat([head, ...retained.map(toLine)])
      // The rename is atomic and comes after the bytes: a kill leaves either the old file or the new one.
      const next = openSync(`${path}.compacting`, 'w')
      writeWhole(next, content)
      fsyncSync(next)
      closeSync(next)
      renameSync(`${path}.compacting`, path)
      closeSync(file)
      file = openSync(path, 'a')
      size = content.length
      lines = retained.length
    },
    close() {
      closeSync(file)
    },
  }
}

function readJournal(
  path: string,
  freshName: string,
): Pick<Journal, 'name' | 'counted' | 'records'> & { size: number } {
  const bytes = readIfThere(path)
  const size = bytes.lastIndexOf(0x0a) + 1
  const [first, ...rest] = bytes.toString('utf8', 0, size).split('\n').slice(0, -1)
  if (first === undefined) {
    return { name: freshName, counted: new Map(), records: [], size: 0 }
  }
  const { log, counted } = parseLine(header, first, `${path}:1`)
  return {
    name: log,
    counted: new Map(Object.entries(counted)),
    records: rest.map((line, index) => parseLine(record, line, `${path}:${index + 2}`)),
    size,
  }
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return Buffer.alloc(0)
    }
    throw error
  }
}

function parseLine<T>(schema: z.ZodType<T>, line: string, place: string): T {
  try {
    return schema.parse(JSON.parse(line))
  } catch (cause) {
    throw new Error(`Cannot read the event log: ${place} must be a record of it, got ${line.slice(0, 80)}`, { cause })
  }
}

function toLine(value: JournalRecord | z.infer<typeof header>): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`)
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written)
  }
}
