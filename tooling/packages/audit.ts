// What the packages install with them, asked of the registry's advisories. A script, not a test: registries may have no such endpoint.
import { spawnSync } from 'node:child_process'
import { createFolder, installAll, packAll } from './pack.ts'

const folder = createFolder()
try {
  installAll(folder.path, packAll(folder.path))
  const { status, stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev'], { cwd: folder.path, encoding: 'utf8' })
  console.log(stdout + stderr)
  // Other people's packages among those: every name that is not ours.
  const listed = spawnSync('npm', ['ls', '--all', '--parseable'], { cwd: folder.path, encoding: 'utf8' }).stdout
  const names = listed.split('\n').flatMap((path) => path.split('node_modules/').slice(1))
  console.log(
    `Installed from elsewhere: ${names.filter((name) => !name.startsWith('@linefeed/')).join(', ') || 'nothing'}`,
  )
  process.exitCode = status ?? 1
} finally {
  folder.dispose()
}
