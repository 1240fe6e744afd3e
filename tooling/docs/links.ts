// Pages → the links in them that lead nowhere in this repository, and the tests they name that are not there.
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

interface Link {
  readonly page: string
  readonly text: string
  /** From the repository's root, without its place in the file. */
  readonly path: string
}

/** One line per link to a file that does not exist. Places within pages are the built site's to check. */
export function deadLinks(page: string, markdown: string, root: string): string[] {
  return linksOf(page, markdown)
    .filter(({ path }) => !existsSync(`${root}${path}`))
    .map(({ path }) => `${page}: ${path}`)
}

/** One line per test that is named by a link to its file, and that this file does not have. */
export function missingTests(page: string, markdown: string, root: string): string[] {
  return namedTests(page, markdown)
    .filter(({ text, path }) => !readFileSync(`${root}${path}`, 'utf8').includes(text))
    .map(({ text, path }) => `${page}: ${path} has no “${text}”`)
}

/** Links whose text is code and whose file is one of tests. */
export function namedTests(page: string, markdown: string): Link[] {
  return linksOf(page, markdown).flatMap((link) => {
    const [, name] = /^`(.+)`$/.exec(link.text) ?? []
    return name !== undefined && !name.endsWith('.ts') && /\/test\/|\.test\.|adapter-behaviours/.test(link.path)
      ? [{ ...link, text: name }]
      : []
  })
}

function linksOf(page: string, markdown: string): Link[] {
  const prose = markdown.replaceAll(/^\s*```[\s\S]*?^\s*```/gm, '')
  // A name in backticks may hold brackets.
  const found = prose.matchAll(/\[(`[^`]+`|[^\]]*)\]\(([^)\s]+)\)/g)
  return Array.from(found, ([, text = '', href = '']) => ({ text, href: fromRoot(page, href) }))
    .filter(({ href }) => !/^([a-z]+:|#|\/)/.test(href))
    .map(({ text, href }) => ({ page, text, path: posix.join(posix.dirname(page), href.replace(/#.*/, '')) }))
}

/** The site's pages lead to files of the repository by their URLs. */
function fromRoot(page: string, href: string): string {
  const [, path] = /^https:\/\/github\.com\/linefeed-js\/linefeed\/(?:blob|tree)\/main\/(.*)$/.exec(href) ?? []
  return path === undefined ? href : posix.relative(posix.dirname(page), path)
}
