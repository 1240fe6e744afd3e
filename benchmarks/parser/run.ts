// The whole comparison in this engine: `node run.ts` prints the table; `--quick` leaves the slow peers out;
// `--json` prints the rows alone, for engines.ts.
import { compare, measureGrowth, toMarkdown } from './compare.ts'
import { peers } from './contenders.ts'
import { nodePeers } from './contenders.node.ts'

const isJson = process.argv.includes('--json')
const isQuick = isJson || process.argv.includes('--quick')

const rows = await compare(isQuick ? [] : [...nodePeers, ...peers], ({ workload }) => console.error(workload))
if (isJson) {
  console.log(JSON.stringify(rows))
} else {
  const growth = measureGrowth().map(({ mebibytes, milliseconds }) => `${mebibytes} MiB: ${milliseconds.toFixed(1)} ms`)
  console.log(toMarkdown(rows))
  console.log(growth.join(', '))
}
