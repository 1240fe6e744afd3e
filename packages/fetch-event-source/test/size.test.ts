// The README prints these numbers.
import { holdBudgets, holdOwnBudget } from '../../../tooling/size/hold-budgets.ts'

holdBudgets(import.meta.dirname, [
  ['@linefeed/fetch-event-source', 'fetchEventSource', 5_200],
  ['@linefeed/fetch-event-source/parse', 'getLines, getMessages', 620],
])

holdOwnBudget(import.meta.dirname, {
  all: ['@linefeed/fetch-event-source', 'fetchEventSource'],
  below: ['@linefeed/client/connection', 'connectTimed, prepareHeaders'],
  bytes: 1_650,
})
