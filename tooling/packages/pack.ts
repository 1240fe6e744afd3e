// Packages → tarballs → an empty project outside the repository that has them installed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** One packed package. */
export interface Packed {
  readonly name: string
  readonly tarball: string
  /** Public entries, as their users import them. */
  readonly entries: readonly string[]
}

/** Packs every package into `folder`. */
export function packAll(folder: string): Packed[] {
  return readdirSync(join(root, 'packages')).map((directory) => {
    const source = join(root, 'packages', directory)
    const manifest: { name: string; exports: Record<string, unknown> } = JSON.parse(
      readFileSync(join(source, 'package.json'), 'utf8'),
    )
    const tarball = join(folder, `${directory}.tgz`)
    execFileSync('pnpm', ['pack', '--out', tarball], { cwd: source, stdio: 'pipe' })
    return {
      name: manifest.name,
      tarball,
      entries: Object.keys(manifest.exports)
        .filter((entry) => !entry.endsWith('.json'))
        .map((entry) => manifest.name + entry.slice(1)),
    }
  })
}

/** An empty folder outside the repository, removed by `dispose`. */
export function createFolder(): { readonly path: string; dispose(): void } {
  const path = mkdtempSync(join(tmpdir(), 'linefeed-'))
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) }
}

/** Installs tarballs, and what they need, in an empty project. */
export function installAll(folder: string, packed: readonly Packed[], others: readonly string[] = []): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }))
  const tarballs = packed.map(({ tarball }) => tarball)
  run(folder, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, ...others])
}

/** Runs a command and gives what it printed. @throws Error with its output when it fails. */
export function run(folder: string, command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`Cannot run ${command} ${args.join(' ')}: it must exit with 0, got\n${stdout}${stderr}`, {
      cause: error,
    })
  }
}
