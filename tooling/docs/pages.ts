// The repository → its pages for readers, and what the repository has beside them.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

const places = [
  'README.md',
  'PROTOCOL.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'packages/*/README.md',
  'examples/*/README.md',
  'docs/**/*.md',
]

/** Each page's path from the root, and its text. Not those that are generated. */
export function pages(): [page: string, markdown: string][] {
  return read(places)
}

/** The same of the components that the site is made of. */
export function components(): [path: string, code: string][] {
  return read(['docs/components/*.vue', 'docs/.vitepress/theme/*.vue'])
}

function read(patterns: string[]): [path: string, text: string][] {
  return globSync(patterns, {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|cache|dist)$|^docs\/api$/.test(path),
  })
    .toSorted()
    .map((path) => [path, readFileSync(`${root}${path}`, 'utf8')])
}
