// Entry and outfile → a production build by webpack.
import { basename, dirname, resolve } from 'node:path'
import webpack from 'webpack'

const [entry, outfile] = process.argv.slice(2)
const stats = await new Promise((done, fail) => {
  const options = {
    mode: 'production',
    target: ['web', 'es2022'],
    entry: resolve(entry),
    output: { path: resolve(dirname(outfile)), filename: basename(outfile) },
  }
  webpack(options, (error, result) => (error ? fail(error) : done(result)))
})
if (stats.hasErrors() || stats.hasWarnings()) {
  throw new Error(stats.toString())
}
