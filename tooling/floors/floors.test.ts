import { describe, expect, test } from 'vitest'
import { floors, type Floor } from './floors.ts'
import { importsOf, sourceFiles, type Import } from './imports.ts'

function within(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`)
}

function floorOf(file: string): Floor | undefined {
  return floors.filter(({ place }) => within(place, file)).toSorted((a, b) => b.place.length - a.place.length)[0]
}

function judge({ from, to, specifier }: Import): string | undefined {
  const floor = floorOf(from)
  if (floor === undefined) {
    return `${from} stands on no floor: give its folder a row in floors.ts`
  }
  const owner = floorOf(to)
  const allowed =
    owner === undefined
      ? floor.external.some((name) => specifier === name || specifier.startsWith(`${name}/`))
      : owner === floor || floor.below.includes(owner.place)
  return allowed ? undefined : `${from} must not import ${specifier}`
}

describe('floors', () => {
  test('sources: each file stands on a floor', () => {
    const files = sourceFiles()
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((file) => floorOf(file) === undefined)).toEqual([])
  })

  test('sources: imports point down only', () => {
    const complaints = sourceFiles()
      .flatMap((file) => importsOf(file))
      .map(judge)
      .filter((complaint) => complaint !== undefined)
    expect(complaints).toEqual([])
  })

  const upward: [form: string, code: string][] = [
    ['import', `import { createEventStream } from '@linefeed/client'`],
    ['import type', `import type { EventStream } from '../../client/src/index.ts'`],
    ['bare import', `import '@linefeed/client'`],
    ['export from', `export * from '@linefeed/client'`],
    ['import()', `await import('@linefeed/client')`],
    ['import() type', `let stream: import('@linefeed/client').EventStream`],
    ['registry package', `import express from 'express'`],
    ['runtime module', `import { readFileSync } from 'node:fs'`],
  ]
  test.each(upward)('parser: an upward %s is refused', (_form, code) => {
    expect(importsOf('packages/parser/src/parser.ts', code).map(judge)).toEqual([
      expect.stringContaining('packages/parser/src/parser.ts must not import'),
    ])
  })

  test.each([
    '@linefeed/parser',
    '@linefeed/parser/stream',
    '../../parser/src/parser.ts',
    '@linefeed/client',
    'vitest',
  ])('msw: %s is refused', (specifier) => {
    expect(importsOf('packages/msw/src/index.ts', `import type { X } from '${specifier}'`).map(judge)).toEqual([
      `packages/msw/src/index.ts must not import ${specifier}`,
    ])
  })

  test('msw: the serializer is granted', () => {
    const granted = importsOf(
      'packages/msw/src/frames.ts',
      `import { serializeEvent } from '@linefeed/parser/serialize'`,
    )
    expect(granted.map(judge)).toEqual([undefined])
  })

  test.each(['eventsource', 'fetch-event-source'])('%s: builds on the public entries alone', (name) => {
    const judged = (specifier: string): unknown =>
      importsOf(`packages/${name}/src/index.ts`, `import '${specifier}'`).map(judge)[0]
    expect(judged('@linefeed/client/connection')).toBeUndefined()
    expect(judged('@linefeed/client/session')).toBeUndefined()
    expect(judged('@linefeed/client')).toContain('must not import')
    expect(judged('../../client/src/connection/request.ts')).toContain('must not import')
  })

  test('sources: a folder without a row is refused', () => {
    const [imported] = importsOf('packages/new/src/index.ts', `import '@linefeed/parser'`)
    expect(imported && judge(imported)).toContain('stands on no floor')
  })
})
