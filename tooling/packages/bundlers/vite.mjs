// Entry and outfile → a production build by Vite.
import { basename, dirname, resolve } from 'node:path'
import { build } from 'vite'

const [entry, outfile] = process.argv.slice(2)
await build({
  configFile: false,
  logLevel: 'warn',
  build: {
    outDir: resolve(dirname(outfile)),
    emptyOutDir: false,
    target: 'es2022',
    // Its polyfill belongs to the page, not to the packages.
    modulePreload: false,
    rolldownOptions: { input: resolve(entry), output: { entryFileNames: basename(outfile) } },
  },
})
