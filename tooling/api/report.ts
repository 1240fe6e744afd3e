// A package's built types → what its users can name, entry by entry, without the comments: text that shows what a change changes.
// Knows declarations; knows nothing of files but where they are.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'

const packages = resolve(import.meta.dirname, '../../packages')

export interface ApiReport {
  /** Where it is kept, to be compared with. */
  readonly path: string
  readonly text: string
}

/** One report per public entry of every package. Needs the packages built. */
export function apiReports(): ApiReport[] {
  return readdirSync(packages).flatMap((directory) => {
    const folder = join(packages, directory)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
      typeof target === 'string' ? [] : [{ entry, types: join(folder, target.import.types) }],
    )
    const program = ts.createProgram(
      entries.map(({ types }) => types),
      { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib: [], types: [] },
    )
    return entries.map(({ entry, types }) => ({
      path: join(folder, 'api', `${entry === '.' ? 'index' : entry.slice(2)}.md`),
      text: report(manifest.name + entry.slice(1), program, types, `/packages/${directory}/dist/`),
    }))
  })
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly import: { readonly types: string } }>>
}

function report(specifier: string, program: ts.Program, types: string, own: string): string {
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(types)
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) {
    throw new Error(`Cannot report ${specifier}: its types must be built, got no module in ${types}`)
  }
  const named = checker
    .getExportsOfModule(module)
    .map((symbol) => [symbol.name, follow(checker, symbol)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const exported = new Set(named.map(([, symbol]) => symbol))
  const declared = (symbol: ts.Symbol): ts.Declaration[] => declarationsIn(own, symbol)
  const behind = reachable(checker, [...exported], declared).filter((symbol) => !exported.has(symbol))
  const sections = [
    ...named.map(([name, symbol]) => section(name, symbol, declared(symbol))),
    ...behind
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((symbol) => section(`(${symbol.name})`, symbol, declared(symbol))),
  ]
  const note = 'Written by `pnpm run api`. In parentheses: what cannot be imported, but is part of something that can.'
  return [`# ${specifier}`, note, ...sections].join('\n\n') + '\n'
}

function section(title: string, symbol: ts.Symbol, declarations: ts.Declaration[]): string {
  const text = declarations.length === 0 ? `// from ${originOf(symbol)}` : declarations.map(print).join('\n')
  return `## ${title}\n\n\`\`\`ts\n${text}\n\`\`\``
}

const printer = ts.createPrinter({ removeComments: true })

function print(declaration: ts.Declaration): string {
  // A variable's keyword is two floors above its name.
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  return printer.printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile())
}

/** Everything of this package that the declarations mention, and what those mention. */
function reachable(
  checker: ts.TypeChecker,
  symbols: ts.Symbol[],
  declared: (symbol: ts.Symbol) => ts.Declaration[],
): ts.Symbol[] {
  const seen = new Set(symbols)
  for (const symbol of seen) {
    const visit = (node: ts.Node): void => {
      const mentioned = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined
      const target = mentioned && follow(checker, mentioned)
      if (target && declared(target).some(({ parent }) => isTopLevel(parent))) {
        seen.add(target)
      }
      ts.forEachChild(node, visit)
    }
    declared(symbol).forEach(visit)
  }
  return [...seen]
}

function isTopLevel(parent: ts.Node): boolean {
  return ts.isSourceFile(parent) || ts.isVariableDeclarationList(parent)
}

function follow(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** Declarations of the package itself, whose built types lie in one folder. */
function declarationsIn(folder: string, symbol: ts.Symbol): ts.Declaration[] {
  return (symbol.declarations ?? []).filter(
    (one) => one.getSourceFile().fileName.includes(folder) && !ts.isSourceFile(one),
  )
}

function originOf(symbol: ts.Symbol): string {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? ''
  const [, ours] = /\/packages\/([^/]+)\/dist\//.exec(file) ?? []
  return ours === undefined
    ? (/.*node_modules\/((@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'elsewhere')
    : `@linefeed/${ours}`
}
