// The API as it was accepted against the API as it is built: nobody changes it without seeing so.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { apiReports } from '../api/report.ts'

const root = resolve(import.meta.dirname, '../..')
const reports = apiReports().map(({ path, text }) => ({ path, name: relative(root, path), text }))

test.each(reports)('$name: the API is what was accepted', ({ path, text, name }) => {
  const accepted = existsSync(path) ? readFileSync(path, 'utf8') : ''
  expect(text, `The public API changed: run "pnpm run api" to accept it, and see what changed in ${name}`).toBe(
    accepted,
  )
})

test('reports: each belongs to an entry', () => {
  const folders = [...new Set(reports.map(({ path }) => dirname(path)))]
  const kept = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
  expect(kept.toSorted()).toEqual(reports.map(({ path }) => path).toSorted())
})
