// A package's size tests: what each import costs its user, everything below included. The README prints these numbers.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { sizeOf } from './size-of.ts'

/** `external`: packages that the user has anyway, and that do not count. */
export type Budget = [specifier: string, imported: string, bytes: number, external?: string[]]

/** Most bytes of a package's own, beyond what it stands on. */
export interface OwnBudget {
  readonly all: [specifier: string, imported: string]
  readonly below: [specifier: string, imported: string]
  readonly bytes: number
}

/** A size below this part of its budget means that the budget says nothing any more. */
const leastPart = 0.85

/** Defines the tests of a package in whose test folder `testFolder` they run. */
export function holdBudgets(testFolder: string, budgets: Budget[]): void {
  test.each(budgets)('%s: %s fits its budget of %i bytes', async (specifier, imported, bytes, external) => {
    const size = await sizeOf(specifier, imported, external)
    expect(size).toBeLessThanOrEqual(bytes)
    expect(size).toBeGreaterThan(bytes * leastPart)
  })

  test('README: it prints each budget', () => {
    const rows = budgets.map(([, imported, bytes]) => `\`${imported}\` | ${bytes.toLocaleString('en')} B`)
    expect(rows.filter((row) => !readmeBeside(testFolder).includes(row))).toEqual([])
  })
}

/** As `holdBudgets`, for what a package adds to one attempt of the client's, and its request. */
export function holdOwnBudget(testFolder: string, { all, below, bytes }: OwnBudget): void {
  test(`${all[1]}: what it adds to an attempt and its request fits its budget`, async () => {
    const [whole, attempt] = await Promise.all([sizeOf(...all), sizeOf(...below)])
    expect(whole - attempt).toBeLessThanOrEqual(bytes)
    expect(whole - attempt).toBeGreaterThan(bytes * leastPart)
  })

  test('README: it prints what is the package’s own', () => {
    expect(readmeBeside(testFolder)).toContain(`${bytes.toLocaleString('en')} B of it are`)
  })
}

function readmeBeside(testFolder: string): string {
  return readFileSync(resolve(testFolder, '../README.md'), 'utf8').replaceAll(/ +\| +/g, ' | ')
}
