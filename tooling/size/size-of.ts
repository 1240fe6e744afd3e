// One import of a package → the bytes it costs its user: bundled, minified and gzipped.
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')

/**
 * Bytes of `export { names } from 'specifier'`, from the sources, with everything below included but `external`.
 * `from` is the folder that has the package installed.
 */
export async function sizeOf(specifier: string, names: string, external: string[] = [], from = root): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from '${specifier}'`, resolveDir: from },
    tsconfig: resolve(root, 'tsconfig.src.json'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external,
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}
