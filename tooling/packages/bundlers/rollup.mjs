// Entry and outfile → a build by Rollup, which has no minifier of its own: esbuild's.
import { writeFileSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import { transform } from 'esbuild'
import { rollup } from 'rollup'

const [entry, outfile] = process.argv.slice(2)
const warnings = []
const bundle = await rollup({
  input: entry,
  plugins: [nodeResolve({ browser: true })],
  onwarn: ({ message }) => warnings.push(message),
})
const { output } = await bundle.generate({ format: 'es' })
if (output.length !== 1 || warnings.length > 0) {
  throw new Error(`Cannot build with Rollup: it must give one file without a warning, got ${warnings.join('\n')}`)
}
writeFileSync(outfile, (await transform(output[0].code, { minify: true, format: 'esm', target: 'es2022' })).code)
