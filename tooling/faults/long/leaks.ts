// `pnpm run faults:leaks`: streams opened and closed, one after the other → what is left of them. Needs `--expose-gc`.
import { parseArgs } from 'node:util'
import { createProgress } from '../harness/progress.ts'
import { measureLeaks } from './cycles.ts'

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '10000' } } })
const cycles = Number(values.cycles)
const progress = createProgress(cycles)
const samples = await measureLeaks(cycles, 10, (done) => progress.show(done, 'cycles'))
progress.clear()
console.table(samples)
const [first, last] = [samples[1], samples.at(-1)]
const grown = (last?.heap ?? 0) - (first?.heap ?? 0)
console.log(`heap: ${(grown / 1024).toFixed(0)} KiB more after ${cycles} cycles than after ${first?.cycles}`)
process.exit(last && last.sockets + last.timers + last.listeners === 0 ? 0 : 1)
