import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { compile } from './compile.ts'

const sources = resolve(import.meta.dirname, '../../../packages/react/src')

test.each(['use-event-stream.ts', 'provider.ts'])(
  '%s: follows the rules that the React Compiler knows',
  async (file) => {
    const path = resolve(sources, file)
    expect(await compile(readFileSync(path, 'utf8'), path)).toContain('react/compiler-runtime')
  },
)

test('a hook that reads a ref in render: is refused', async () => {
  const code = `import { useRef } from 'react'
export function useLatest(value) {
  const latest = useRef(value)
  latest.current = value
  return latest.current
}`
  await expect(compile(code, 'use-latest.ts')).rejects.toThrow('ref')
})
