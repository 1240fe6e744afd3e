// Our client's sources, each with one promise broken on purpose → a client to play scenarios to.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { createEventStream } from '@linefeed/client'
import { build } from 'esbuild'
import { createLinefeed, type TestClient } from './clients.ts'

/** One line that the client has once, and what stands there instead. */
export interface Mutation {
  readonly line: string
  readonly instead: string
  /** Where several files have the line: the one to break. */
  readonly file?: string
}

const sources = resolve(import.meta.dirname, '../../../client/src')

/** @throws Error when the client has no such line any more: the mutation needs another one. */
export async function createMutant({ line, instead, file = '' }: Mutation): Promise<TestClient> {
  const { path, text } = await find(line, file)
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-mutant-'))
  const outfile = join(folder, 'client.mjs')
  try {
    await build({
      entryPoints: [join(sources, 'index.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      tsconfig: resolve(sources, '../../../tsconfig.json'),
      plugins: [
        {
          name: 'mutation',
          setup({ onLoad }) {
            onLoad({ filter: /\.ts$/ }, ({ path: loaded }) =>
              loaded === path ? { contents: text.replace(line, () => instead), loader: 'ts' } : undefined,
            )
          },
        },
      ],
    })
    const mutant: { createEventStream: typeof createEventStream } = await import(
      /* @vite-ignore */ pathToFileURL(outfile).href
    )
    return createLinefeed(mutant.createEventStream)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function find(line: string, file: string): Promise<{ path: string; text: string }> {
  const names = (await readdir(sources, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(sources, name), text: await readFile(join(sources, name), 'utf8') })),
  )
  const [found, ...others] = files.filter(({ path, text }) => path.endsWith(file) && text.includes(line))
  if (found === undefined || others.length > 0 || found.text.split(line).length !== 2) {
    throw new Error(`Cannot break the client: it must have the line once, got none or several of ${line}`)
  }
  return found
}
