// The built site → links that lead nowhere: pages that are not there, and places in pages that are not there.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../../docs/.vitepress/dist/', import.meta.url))
const base = process.env['DOCS_BASE'] ?? '/'

/** Where each link of a built page leads, and every place in it that a link may lead to. */
const sites = new Map(globSync('**/*.html', { cwd: dist }).map((file) => [file, readPage(file)]))

const dead = [...sites].flatMap(([file, { links }]) =>
  links.filter((link) => !leadsSomewhere(file, link)).map((link) => `${file}: ${link}`),
)
if (sites.size === 0 || dead.length > 0) {
  console.error(['Cannot publish the site: every link must lead somewhere, got', ...new Set(dead)].join('\n  '))
  process.exitCode = 1
} else {
  const count = [...sites.values()].reduce((sum, { links }) => sum + links.length, 0)
  console.log(`${sites.size} pages, ${count} links within the site, all alive`)
}

function readPage(file: string): { links: string[]; places: Set<string> } {
  const html = readFileSync(`${dist}${file}`, 'utf8')
  const all = (pattern: RegExp): string[] => Array.from(html.matchAll(pattern), ([, found = '']) => unescapeHtml(found))
  return {
    links: all(/<a\b[^>]*?\shref="([^"]*)"/g).filter((href) => !/^[a-z]+:/i.test(href)),
    places: new Set(all(/\s(?:id|name)="([^"]*)"/g)),
  }
}

function leadsSomewhere(from: string, link: string): boolean {
  const { pathname, hash } = new URL(link, `file://${base}${from}`)
  if (!pathname.startsWith(base)) {
    return false
  }
  const path = decodeURIComponent(pathname.slice(base.length))
  const target = [path, `${path}.html`, `${path}index.html`, `${path}/index.html`].find((file) => sites.has(file))
  const place = decodeURIComponent(hash.slice(1))
  return target === undefined
    ? path !== '' && existsSync(`${dist}${path}`)
    : place === '' || sites.get(target)?.places.has(place) === true
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
