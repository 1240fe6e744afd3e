// Links of pages that are read in the repository too → links that also work in the site.
import type { MarkdownRenderer } from 'vitepress'

export const repository = 'https://github.com/linefeed-js/linefeed'

/** Pages of the repository's root that the site shows. */
const shown: Readonly<Record<string, string>> = {
  'PROTOCOL.md': '/protocol',
  'SECURITY.md': '/security',
}

/** Where a link of a page that the site includes leads; `from` is the folder in which the page stands. */
export function siteLink(href: string, from: string): string {
  if (/^([a-z]+:|#|\/)/.test(href)) {
    return href
  }
  const { pathname, hash } = new URL(href, `file:///${from === '' ? '' : `${from}/`}`)
  const path = pathname.slice(1)
  const page = shown[path] ?? (path.startsWith('docs/') ? path.slice(4).replace(/\.md$/, '') : undefined)
  return page === undefined ? `${repository}/blob/main/${path}${hash}` : `${page}${hash}`
}

/** Pages that are included as a whole, and where they come from: links in them start there. */
const included: Readonly<Record<string, string>> = {
  'protocol.md': '',
  'security.md': '',
  'errors.md': 'packages/client',
  'options.md': 'packages/client',
  'why.md': '',
}

export function linkIncluded(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('links of included pages', ({ tokens, env }) => {
    const { relativePath = '' } = env as { relativePath?: string }
    const from = included[relativePath]
    for (const { children } of from === undefined ? [] : tokens) {
      for (const token of children ?? []) {
        const href = token.type === 'link_open' ? token.attrGet('href') : null
        if (href) {
          token.attrSet('href', siteLink(href, from ?? ''))
        }
      }
    }
  })
}
