// Source file → the places it imports, whatever form the import has. Knows the compiler's syntax tree, nothing of floors.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(import.meta.dirname, '../..')
const publishedPaths = readPaths(join(root, 'tsconfig.src.json'))

/** One import, as paths relative to the repository root, or the bare name of a registry package. */
export interface Import {
  from: string
  to: string
  specifier: string
}

/** Every `.ts` and `.tsx` file that ships in a package, relative to the repository root. */
export function sourceFiles(): string[] {
  return globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root }).toSorted()
}

/** The imports of one file: `import`, `import type`, bare `import`, `export … from`, `import()` and `import('…')` types. */
export function importsOf(file: string, text = readFileSync(join(root, file), 'utf8')): Import[] {
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
  return [...new Set([...specifiers, ...typeImports(file, text)])].map((specifier) => ({
    from: file,
    to: resolvePlace(file, specifier),
    specifier,
  }))
}

function typeImports(file: string, text: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      found.push(node.argument.literal.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest))
  return found
}

function resolvePlace(from: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return relative(root, resolve(root, dirname(from), specifier))
  }
  for (const [pattern, [target = '']] of Object.entries(publishedPaths)) {
    const [prefix = '', suffix] = pattern.split('*')
    const matches = suffix === undefined ? specifier === prefix : specifier.startsWith(prefix)
    const place = join(target.replace('*', specifier.slice(prefix.length)))
    if (matches && existsSync(join(root, place))) {
      return place
    }
  }
  return specifier
}

function readPaths(config: string): ts.MapLike<string[]> {
  const { config: json } = ts.readConfigFile(config, (path) => ts.sys.readFile(path))
  return ts.parseJsonConfigFileContent(json, ts.sys, root).options.paths ?? {}
}
