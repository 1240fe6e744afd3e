// The site: where its pages are, and in which order they are read.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type DefaultTheme } from 'vitepress'
import { linkIncluded, repository } from './repository.ts'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const base = process.env['DOCS_BASE'] ?? '/'

const guides: DefaultTheme.SidebarItem[] = [
  {
    text: 'Start',
    items: [
      { text: 'React', link: '/start/react' },
      { text: 'Vue', link: '/start/vue' },
      { text: 'Plain TypeScript', link: '/start/plain' },
      { text: 'Node, Bun, Deno', link: '/start/node' },
    ],
  },
  {
    text: 'Guides',
    items: [
      { text: 'Auth and token refresh', link: '/guides/auth' },
      { text: 'Exact resume', link: '/guides/resume' },
      { text: 'POST and LLM streams', link: '/guides/post' },
      { text: 'Finished or cut', link: '/guides/finished-or-cut' },
      { text: 'Retry and load', link: '/guides/retry' },
      { text: 'Timeouts', link: '/guides/timeouts' },
      { text: 'Hidden tabs and bfcache', link: '/guides/pages' },
      { text: 'Per-user streams, sign-out', link: '/guides/users' },
      { text: 'Testing', link: '/guides/testing' },
      { text: 'Server rendering', link: '/guides/ssr' },
      { text: 'CORS', link: '/guides/cors' },
      { text: 'Servers and proxies', link: '/guides/servers' },
      { text: 'When it does not work', link: '/guides/troubleshooting' },
      { text: 'SSE or WebSocket?', link: '/guides/sse-or-websocket' },
    ],
  },
  {
    text: 'Recipes',
    items: [
      { text: 'LLM chat', link: '/recipes/llm-chat' },
      { text: 'Chat rooms', link: '/recipes/chat-rooms' },
      { text: 'Stock ticker', link: '/recipes/ticker' },
      { text: 'Notifications', link: '/recipes/notifications' },
      { text: 'Persist the position', link: '/recipes/persist' },
      { text: 'One stream for all', link: '/recipes/share' },
      { text: 'Drop duplicates', link: '/recipes/dedupe' },
      { text: 'Learned timeouts', link: '/recipes/learned' },
    ],
  },
  {
    text: 'Migrate from',
    items: [
      { text: '@microsoft/fetch-event-source', link: '/migrate/fetch-event-source' },
      { text: 'native EventSource', link: '/migrate/eventsource' },
      { text: 'eventsource-client', link: '/migrate/eventsource-client' },
      { text: 'event-source-plus', link: '/migrate/event-source-plus' },
      { text: 'VueUse useEventSource', link: '/migrate/vueuse' },
    ],
  },
]

const reference: DefaultTheme.SidebarItem[] = [
  {
    text: 'Reference',
    items: [
      { text: 'Options', link: '/options' },
      { text: 'Errors', link: '/errors' },
      { text: 'Protocol', link: '/protocol' },
      { text: 'Security', link: '/security' },
    ],
  },
  { text: 'API', items: apiPages() },
]

export default defineConfig({
  title: 'Linefeed',
  description: 'Server-Sent Events for frontends: POST, auth, exact resume, React and Vue',
  base,
  cleanUrls: true,
  srcExclude: ['README.md', 'test/**', 'components/**'],
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}logo.svg` }]],
  markdown: { config: linkIncluded },
  vite: {
    resolve: { alias: { '@linefeed/parser': path('../../packages/parser/src/index.ts') } },
  },
  themeConfig: {
    logo: '/logo.svg',
    nav: [
      { text: 'Start', link: '/start/react', activeMatch: '^/start/' },
      { text: 'Guides', link: '/guides/auth', activeMatch: '^/(guides|recipes|migrate)/' },
      { text: 'Reference', link: '/options', activeMatch: '^/(options|errors|protocol|security|api)' },
      { text: 'Playground', link: '/playground' },
      { text: 'Why', link: '/why' },
    ],
    sidebar: {
      '/start/': guides,
      '/guides/': guides,
      '/recipes/': guides,
      '/migrate/': guides,
      '/': reference,
    },
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // Pages that explain before pages that list. It runs in the reader's browser, as its text: it knows nothing of this file.
            boostDocument: (id: string) => (id.includes('/api/') ? 0.2 : 1),
          },
        },
      },
    },
    socialLinks: [{ icon: 'github', link: repository }],
    footer: { message: 'MIT licensed' },
  },
})

/** As typedoc found them, by name. */
function apiPages(): DefaultTheme.SidebarItem[] {
  const found = JSON.parse(readFileSync(path('../api/typedoc-sidebar.json'), 'utf8')) as {
    text: string
    link: string
  }[]
  return found
    .map(({ text, link }) => ({ text: text.replace('@linefeed/', ''), link: link.replace(/\.md$/, '') }))
    .toSorted((one, other) => one.text.localeCompare(other.text))
}
