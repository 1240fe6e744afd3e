// A page → what axe-core finds wrong with it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'

const script = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

declare const axe: { run(): Promise<{ violations: readonly Violation[] }> }

/** One line per fault: the rule, and the first element that breaks it. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(script)
  const violations = await page.evaluate(async () => (await axe.run()).violations)
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
