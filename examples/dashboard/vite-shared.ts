// What both Vite configurations share: this repository's sources, and the example server behind the page's own origin.
import { resolve } from 'node:path'
import type { ProxyOptions } from 'vite'

const packages = resolve(import.meta.dirname, '../../packages')

/**
 * Nothing needs building first. Vite's `tsconfigPaths` would do, but for imports in `.vue` files: those would find
 * another copy of the client, with another registry.
 */
export const alias = [
  { find: /^@linefeed\/([\w-]+)$/, replacement: `${packages}/$1/src/index.ts` },
  { find: /^@linefeed\/([\w-]+)\/(\w+)$/, replacement: `${packages}/$1/src/$2/index.ts` },
]

const paths = [
  '/users',
  '/sign-in',
  '/sign-out',
  '/token',
  '/me',
  '/everyone',
  '/rooms',
  '/posts',
  '/scores',
  '/v1',
  '/answers',
  '/trouble',
]

export const proxy = Object.fromEntries(paths.map((path) => [path, toServer()]))

/** Vite's proxy alone leaves a response open when the server behind it breaks: pages would wait for their `idleTimeout`. */
function toServer(): ProxyOptions {
  return {
    target: 'http://127.0.0.1:4400',
    configure(server) {
      server.on('proxyRes', (upstream, _request, response) => {
        upstream.once('close', () => upstream.complete || response.destroy())
      })
    },
  }
}
