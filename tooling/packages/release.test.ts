// What a release takes for granted: one version, every package in the set that moves together, and a tarball npm can tell the origin of.
import { readdirSync, readFileSync } from 'node:fs'
import { join, matchesGlob, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const directories = readdirSync(join(root, 'packages'))
const manifests = directories.map((directory) => read(`packages/${directory}/package.json`) as Manifest)

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly keywords: readonly string[]
  readonly homepage: string
  readonly bugs: string
  readonly author: string
  readonly repository: { readonly url: string; readonly directory: string }
  readonly publishConfig: { readonly access: string }
}

test('packages: all have one version, which moves together', () => {
  const { fixed } = read('.changeset/config.json') as { fixed: string[][] }
  expect(new Set(manifests.map(({ version }) => version)).size).toBe(1)
  const [group = []] = fixed
  const left = manifests.filter(({ name }) => !group.some((pattern) => matchesGlob(name, pattern)))
  expect([fixed.length, left.map(({ name }) => name)]).toEqual([1, []])
})

test('packages: each says where it is built, as provenance demands', () => {
  const origins = manifests.map(({ repository, publishConfig }) => [
    repository.url,
    repository.directory,
    publishConfig,
  ])
  expect(origins).toEqual(
    directories.map((directory) => [
      'git+https://github.com/linefeed-js/linefeed.git',
      `packages/${directory}`,
      { access: 'public' },
    ]),
  )
})

test('packages: each says where to read on, where to complain and whose it is', () => {
  const home = 'https://github.com/linefeed-js/linefeed'
  expect(manifests.map(({ homepage, bugs, author }) => [homepage, bugs, author])).toEqual(
    directories.map((directory) => [
      `${home}/tree/main/packages/${directory}#readme`,
      `${home}/issues`,
      'Linefeed contributors',
    ]),
  )
})

test('packages: each is found by what it is about', () => {
  const common = ['eventsource', 'server-sent-events', 'sse', 'streaming']
  expect(manifests.map(({ keywords }) => common.filter((keyword) => !keywords.includes(keyword)))).toEqual(
    manifests.map(() => []),
  )
})

test('READMEs of packages: their links lead somewhere from the registry, too', () => {
  const relative = directories.flatMap((directory) => {
    const readme = readFileSync(join(root, 'packages', directory, 'README.md'), 'utf8')
    return Array.from(readme.matchAll(/\]\((?!https:|#)([^)\s]+)\)/g), ([, link]) => `${directory}: ${link}`)
  })
  expect(relative).toEqual([])
})

test('workflows: they type what the README says', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const command = /^npx .* pnpm test$/m.exec(readme)?.[0] ?? 'no command'
  expect(readFileSync(join(root, '.ci/run'), 'utf8')).toContain(command)
  expect(readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8')).toContain('- run: .ci/run')
})
