// Entry and outfile → a production build by esbuild.
import { build } from 'esbuild'

const [entry, outfile] = process.argv.slice(2)
await build({ entryPoints: [entry], outfile, bundle: true, minify: true, format: 'esm', target: 'es2022' })
