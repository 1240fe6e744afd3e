// Run before the browser tests, so that they are never skipped: finds a Chromium, or gets it where it may, or says how to.
import { install, mayInstall } from '../debian/install.ts'
import { findChromium, howToGetChromium } from './find-browser.ts'

if (findChromium() === undefined && mayInstall()) {
  install(['chromium'])
}
if (findChromium() === undefined) {
  console.error(`Cannot run the browser tests: there is no Chromium; ${howToGetChromium}`)
  process.exitCode = 1
}
