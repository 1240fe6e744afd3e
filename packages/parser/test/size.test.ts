// The README prints these numbers.
import { holdBudgets } from '../../../tooling/size/hold-budgets.ts'

holdBudgets(import.meta.dirname, [
  ['@linefeed/parser', 'createParser', 1_740],
  ['@linefeed/parser/stream', 'parseEventStream', 1_920],
  ['@linefeed/parser/stream', 'EventStreamParserStream', 1_860],
  ['@linefeed/parser/serialize', 'serializeEvent', 560],
])
