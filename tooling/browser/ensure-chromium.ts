// Run before the browser tests, so that they are never skipped: finds a Chromium, or gets it where it may, or says how to.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium, howToGetChromium } from './find-browser.ts'

if (findChromium() === undefined && mayInstall()) {
  console.log('No Chromium here: installing it with apt-get')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['update'], { stdio: 'inherit', env })
  execFileSync('apt-get', ['install', '--yes', 'chromium'], { stdio: 'inherit', env })
}
if (findChromium() === undefined) {
  console.error(`Cannot run the browser tests: there is no Chromium; ${howToGetChromium}`)
  process.exitCode = 1
}

/** On Debian as root: a container or CI, not somebody's desktop. */
function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
}
