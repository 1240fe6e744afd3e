// Breaks → how many tests notice each: one run of vitest with a project per break, each with its line broken as it loads.
// Prints JSON. In a process of its own: a vitest does not run inside another.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startVitest } from 'vitest/node'
import { breaks, type Break } from './breaks.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** @throws Error when the file has no such line any more: the break needs another one. */
async function breakIn({ file, line, instead }: Break) {
  const path = `${root}packages/${file}`
  const text = await readFile(path, 'utf8')
  if (text.split(line).length !== 2) {
    throw new Error(`Cannot break ${file}: it must have the line once, got none or several of ${line}`)
  }
  return {
    // Vitest shares what it has transformed between projects whose plugins have the same names.
    name: `break ${line}`,
    enforce: 'pre' as const,
    load: (id: string) => (id === path ? text.replace(line, () => instead) : undefined),
  }
}

const vitest = await startVitest(
  'test',
  [],
  { config: false, root, watch: false, reporters: [{}], maxWorkers: 2 },
  {
    test: {
      projects: await Promise.all(
        breaks.map(async (broken, index) => ({
          root,
          resolve: { tsconfigPaths: true },
          plugins: [await breakIn(broken)],
          // Some breaks make many tests wait for what never comes.
          test: { name: String(index), testTimeout: 1_500, include: [`packages/${broken.noticedBy}`] },
        })),
      ),
    },
  },
)

const noticed = breaks.map(({ promise }, index) => {
  const modules = vitest.state.getTestModules().filter(({ project }) => project.name === String(index))
  const tests = modules.flatMap(({ children }) => Array.from(children.allTests('failed')))
  return { promise, tests: tests.map(({ fullName }) => fullName) }
})
process.exitCode = 0
await vitest.close()
console.log(JSON.stringify(noticed))
