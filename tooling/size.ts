// An entry → what it adds to a page, in bytes as they travel. Knows esbuild and gzip, nothing of packages.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '..')

/** Bytes of the entry, minified and gzipped, without what is `external`. */
export async function measureSize(entry: string, external: string[]): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    external: external.flatMap((name) => [name, `${name}/*`]),
    tsconfigRaw: {},
    logLevel: 'silent',
  })
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length
}

/** The size that a README states: a number of bytes before "min+gzip". @throws Error when it states none. */
export function statedSize(readme: string): number {
  const [, number] = /([\d,]+) B min\+gzip/u.exec(readFileSync(join(root, readme), 'utf8')) ?? []
  if (number === undefined) {
    throw new Error(`Cannot compare sizes: ${readme} must state one as "… B min+gzip", got none`)
  }
  return Number(number.replaceAll(',', ''))
}
