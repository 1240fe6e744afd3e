// Run before the tests: gets the servers that they start themselves where it may. Elsewhere those tests are skipped, and say so.
import { findService, services } from './find-service.ts'
import { install, mayInstall } from './install.ts'

const programs = Object.keys(services) as (keyof typeof services)[]
const missing = programs.filter((program) => findService(program) === undefined)

if (missing.length > 0 && mayInstall()) {
  install(missing.map((program) => services[program]))
}
