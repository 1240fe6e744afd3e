// A script of this folder → one file with the client's sources in it, as users bundle them.
import { resolve } from 'node:path'
import { build } from 'vite'

/** `iife` for a page, `es` for Node. */
export async function bundle(script: string, format: 'iife' | 'es'): Promise<string> {
  const [output] = [
    await build({
      configFile: false,
      logLevel: 'warn',
      resolve: { tsconfigPaths: true },
      build: {
        write: false,
        minify: false,
        lib: { entry: resolve(import.meta.dirname, script), formats: [format], name: 'script' },
      },
    }),
  ].flat()
  if (!output || !('output' in output)) {
    throw new Error(`Cannot bundle ${script}: one output must come, got none`)
  }
  return output.output[0].code
}
