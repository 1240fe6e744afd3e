// `node demo.ts react` or `node demo.ts vue`: that dashboard, until Ctrl-C.
import { serveDashboard, type Framework } from './serve.ts'

const framework: Framework = process.argv[2] === 'vue' ? 'vue' : 'react'
const stopped = Promise.withResolvers<void>()
process.once('SIGINT', () => stopped.resolve())
process.once('SIGTERM', () => stopped.resolve())

await using dashboard = await serveDashboard(framework, {}, console.log)
console.log(`\n  The dashboard: ${dashboard.url}\n\n  Ctrl-C ends it.\n`)
await stopped.promise
