// Code blocks → what the compiler says of them, at the lines of their pages. Vue components with their templates.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { proxyCreateProgram } from '@volar/typescript/lib/node/proxyCreateProgram.js'
import { createParsedCommandLineByJson, createVueLanguagePlugin } from '@vue/language-core'
import ts from 'typescript'
import type { Block } from './blocks.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Where blocks seem to be: imports are those of the documentation's package. */
const folder = join(root, 'docs/.blocks')

/** What many pages take for granted: an application's own functions. Nothing of any package. */
const names = join(root, 'docs/names.d.ts')

/** What the site's components import. */
const modules = join(root, 'docs/.vitepress/theme/markdown.d.ts')

/** One line per complaint: page, line, what is wrong. */
export function complaintsAbout(blocks: readonly Block[]): string[] {
  const files = new Map(blocks.map((block) => [fileOf(block), block]))
  const options: ts.CompilerOptions = {
    ...configuration(),
    noUnusedLocals: false,
    noUnusedParameters: false,
    checkJs: true,
    // Components are files to compile, not only to import.
    allowNonTsExtensions: true,
    noEmit: true,
  }
  const host = hostOf(options, files)
  const program = createProgram({ rootNames: [names, modules, ...files.keys()], options, host })
  return [names, ...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)
    if (source === undefined) {
      return [`${file}: is not compiled`]
    }
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) =>
      describe(diagnostic, files.get(file)),
    )
  })
}

const createProgram = proxyCreateProgram(ts, ts.createProgram, (_ts, { options, host }) => {
  const { vueOptions } = createParsedCommandLineByJson(ts, ts.sys, host?.getCurrentDirectory() ?? root, {})
  return [createVueLanguagePlugin<string>(ts, options, vueOptions, (name) => name)]
})

/** A page that is a component stands where it is. */
function fileOf({ page, file }: Block): string {
  return page.endsWith('.vue') ? join(root, page) : join(folder, page.replaceAll(/[^a-z]+/gi, '-'), file)
}

function configuration(): ts.CompilerOptions {
  const path = join(root, 'tsconfig.json')
  const read = ts.getParsedCommandLineOfConfigFile(path, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail })
  return read?.options ?? {}
}

function fail(diagnostic: ts.Diagnostic): never {
  throw new Error(`Cannot read tsconfig.json: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`)
}

/** Real files, which are the same for all programs: reading the libraries takes longer than the blocks. */
const known = new Map<string, ts.SourceFile | undefined>()

/** The real files, and the blocks beside them. */
function hostOf(options: ts.CompilerOptions, files: ReadonlyMap<string, Block>): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    getCurrentDirectory: () => root,
    directoryExists: (path) => path.startsWith(folder) || ts.sys.directoryExists(path),
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: (path) => files.get(path)?.code ?? host.readFile(path),
    getSourceFile(path, languageVersion, ...rest) {
      const block = files.get(path)
      if (block) {
        return ts.createSourceFile(path, block.code, languageVersion)
      }
      const source = known.get(path) ?? host.getSourceFile(path, languageVersion, ...rest)
      known.set(path, source)
      return source
    },
  }
}

function describe({ file, start = 0, code, messageText }: ts.Diagnostic, block: Block | undefined): string {
  const text = block?.code ?? file?.text ?? ''
  const line = text.slice(0, start).split('\n').length
  const where = block ? `${block.page}:${block.origins[line - 1] ?? block.line}` : `${file?.fileName}:${line}`
  return `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')} (TS${code})`
}
