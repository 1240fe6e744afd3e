// What the adapter adds to a page that has React and the client. The README prints this number.
import { holdBudgets } from '../../../tooling/size/hold-budgets.ts'

holdBudgets(import.meta.dirname, [
  [
    '@linefeed/react',
    'useEventStream, EventStreamProvider',
    1_000,
    ['react', '@linefeed/client', '@linefeed/client/store'],
  ],
])
