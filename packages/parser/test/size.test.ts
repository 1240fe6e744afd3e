// The README prints these numbers.
import { holdBudgets } from '../../../tooling/size/hold-budgets.ts'

holdBudgets(import.meta.dirname, [
  ['@linefeed/parser', 'createParser', 1_710],
  ['@linefeed/parser/stream', 'parseEventStream', 1_890],
  ['@linefeed/parser/stream', 'EventStreamParserStream', 1_840],
  ['@linefeed/parser/serialize', 'serializeEvent', 560],
])
