// Draws the floors as they are now.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { putFloors } from './draw.ts'

const path = resolve(import.meta.dirname, '../../CONTRIBUTING.md')
writeFileSync(path, putFloors(readFileSync(path, 'utf8')))
