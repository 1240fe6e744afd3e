// The README prints these numbers.
import { holdBudgets } from '../../../tooling/size/hold-budgets.ts'

holdBudgets(import.meta.dirname, [
  ['@linefeed/parser', 'createParser', 1_700],
  ['@linefeed/parser/stream', 'parseEventStream', 1_880],
  ['@linefeed/parser/stream', 'EventStreamParserStream', 1_830],
  ['@linefeed/parser/serialize', 'serializeEvent', 560],
])
