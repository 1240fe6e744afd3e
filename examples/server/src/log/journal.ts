// Records ⇄ one append-only file of JSON lines. A last line without its newline was torn by a kill and is dropped.
// Knows bytes and lines; nothing of histories, positions or readers.
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { z } from 'zod'

const header = z.object({ log: z.string().min(1), version: z.literal(1) })
const record = z.object({
  user: z.string(),
  seq: z.int().positive(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
})

export type JournalRecord = z.infer<typeof record>

export interface Journal {
  /** Given when the file was first made, the same ever after. */
  readonly name: string
  /** What the file held when it was opened. */
  readonly records: readonly JournalRecord[]
  /** @throws Error when it cannot be written whole; the file is then as it was before. */
  append(entry: JournalRecord): void
  /** Rewrites the file to `retained()` once most of its lines are no longer among the `count` retained ones. */
  compactWhenWasteful(retained: () => readonly JournalRecord[], count: number): void
  close(): void
}

// Below this many lines a rewrite is not worth it.
const leastLines = 1_000

/** @throws Error when the file exists and a line of it is not ours. */
export function openJournal(path: string, freshName: string): Journal {
  const { name, records, size: sizeAtOpening } = readJournal(path, freshName)
  let file = openSync(path, 'a')
  let size = sizeAtOpening
  let lines = records.length
  ftruncateSync(file, size)
  if (size === 0) {
    write(toLine({ log: name, version: 1 }))
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
    records,
    append(entry) {
      write(toLine(entry))
      lines += 1
    },
    compactWhenWasteful(retained, count) {
      if (lines < Math.max(leastLines, 2 * count)) {
        return
      }
      const entries = retained()
      const content = Buffer.concat([toLine({ log: name, version: 1 }), ...entries.map(toLine)])
      // The rename is atomic and comes after the bytes: a kill leaves either the old file or the new one.
      const next = openSync(`${path}.compacting`, 'w')
      writeWhole(next, content)
      fsyncSync(next)
      closeSync(next)
      renameSync(`${path}.compacting`, path)
      closeSync(file)
      file = openSync(path, 'a')
      size = content.length
      lines = entries.length
    },
    close() {
      closeSync(file)
    },
  }
}

function readJournal(path: string, freshName: string): { name: string; records: JournalRecord[]; size: number } {
  const bytes = readIfThere(path)
  const size = bytes.lastIndexOf(0x0a) + 1
  const [first, ...rest] = bytes.toString('utf8', 0, size).split('\n').slice(0, -1)
  if (first === undefined) {
    return { name: freshName, records: [], size: 0 }
  }
  return {
    name: parseLine(header, first, `${path}:1`).log,
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
