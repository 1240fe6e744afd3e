// The whole comparison in this engine: `node run.ts` prints the table; `--quick` leaves the slow peers out;
// `--json` prints the figures alone.
import { compare, measureGrowth, toMarkdown } from './compare.ts'
import { peers } from './contenders.ts'
import { nodePeers } from './contenders.node.ts'

const isQuick = process.argv.includes('--quick')

const rows = await compare(isQuick ? [] : [...nodePeers, ...peers], ({ workload }) => console.error(workload))
const growth = measureGrowth()
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ rows, growth }))
} else {
  console.log(toMarkdown(rows))
  console.log(growth.map(({ mebibytes, milliseconds }) => `${mebibytes} MiB: ${milliseconds.toFixed(1)} ms`).join(', '))
}
