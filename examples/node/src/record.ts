// Handled events ⇄ one append-only file of JSON lines, which is the position at the same time: a line says what was done and where
// the stream stands, in a single write. So there is no moment at which one is saved and the other is not.
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

export interface Entry {
  /** The position after it; `''` for the start. */
  readonly lastEventId: string
  readonly type: string
  readonly data: unknown
}

export interface EventRecord {
  /** Where to go on: the position of the last whole line, `''` for a new file. */
  readonly lastEventId: string
  append(entry: Entry): void
  close(): void
}

/**
 * Opens the record in `path`, or starts one. Survives the death of the process at any byte, not a power cut: nothing is fsynced.
 * @throws Error when the last line of the file is none of ours.
 */
export function openRecord(path: string): EventRecord {
  const file = openSync(path, 'a+')
  const bytes = readFileSync(file)
  // A last line without its newline was torn by a kill: its event was never handled, and comes again.
  const size = bytes.lastIndexOf(0x0a) + 1
  ftruncateSync(file, size)
  return {
    lastEventId: positionOf(bytes.subarray(0, size), path),
    append(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`)
      for (let written = 0; written < line.length;) {
        written += writeSync(file, line, written)
      }
    },
    close: () => closeSync(file),
  }
}

function positionOf(lines: Buffer, path: string): string {
  const last = lines.toString('utf8').trimEnd().split('\n').at(-1) ?? ''
  if (last === '') {
    return ''
  }
  try {
    const { lastEventId } = JSON.parse(last) as Partial<Entry>
    if (typeof lastEventId === 'string') {
      return lastEventId
    }
  } catch {
    // Said below.
  }
  throw new Error(`Cannot go on: the last line of ${path} must be an event, got ${last.slice(0, 80)}`)
}
