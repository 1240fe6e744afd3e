// For `node --import`: packages resolve to their sources, as in tests, so that scripts need no build.
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const packages = resolve(import.meta.dirname, '../../packages')

registerHooks({
  resolve(specifier, context, next) {
    const [scope, name = '', ...rest] = specifier.split('/')
    const entry = rest.join('/') || 'index'
    const source =
      scope === '@linefeed' &&
      [`${name}/src/${entry}.ts`, `${name}/src/${entry}/index.ts`]
        .map((path) => resolve(packages, path))
        .find((path) => existsSync(path))
    return source ? { url: pathToFileURL(source).href, shortCircuit: true } : next(specifier, context)
  },
})
