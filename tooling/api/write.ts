// Accepts the API as it is built now.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { apiReports } from './report.ts'

for (const { path, text } of apiReports()) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
