// Our client's sources, each with one promise broken on purpose → a client to play scenarios to.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { createLinefeed, type TestClient } from './clients.ts'

/** One line of the client, and what stands there instead. */
export interface Mutation {
  /** Below packages/client/src. */
  readonly file: string
  readonly line: string
  readonly instead: string
}

const sources = resolve(import.meta.dirname, '../../../client/src')

/** @throws Error when the client has no such line any more: the mutation needs another one. */
export async function createMutant({ file, line, instead }: Mutation): Promise<TestClient> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-mutant-'))
  const outfile = join(folder, 'client.mjs')
  const path = join(sources, file)
  const text = await readFile(path, 'utf8')
  if (text.split(line).length !== 2) {
    throw new Error(`Cannot break ${file}: it must have the line once, got ${text.split(line).length - 1} of ${line}`)
  }
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
    const mutant: typeof import('@linefeed/client') = await import(/* @vite-ignore */ pathToFileURL(outfile).href)
    return createLinefeed(mutant.createEventStream)
  } finally {
    await rm(folder, { recursive: true })
  }
}
