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
  return globSync(places, { cwd: root, exclude: (path) => /(^|\/)(node_modules|\.vitepress)$|^docs\/api$/.test(path) })
    .toSorted()
    .map((page) => [page, readFileSync(`${root}${page}`, 'utf8')])
}
