// Names of Debian packages → installed, where that is ours to do. Knows apt-get, nothing of what the packages are for.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** On Debian as root: a container or CI, not somebody's desktop. */
export function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
}

/** @throws Error when apt-get fails; it has said why itself. */
export function install(packages: readonly string[]): void {
  console.log(`Installing with apt-get: ${packages.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (...args: string[]) => execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  const all = () => aptGet('install', '--yes', '--no-install-recommends', ...packages)
  try {
    all()
  } catch {
    // No package lists, as in a fresh container, or old ones.
    aptGet('update')
    all()
  }
}
