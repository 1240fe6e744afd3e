// The README prints these numbers.
import { holdBudgets, holdOwnBudget } from '../../../tooling/size/hold-budgets.ts'

holdBudgets(import.meta.dirname, [['@linefeed/eventsource', 'EventSource', 5_000]])

holdOwnBudget(import.meta.dirname, {
  all: ['@linefeed/eventsource', 'EventSource'],
  below: ['@linefeed/client/connection', 'connect, prepareRequest'],
  bytes: 1_880,
})
