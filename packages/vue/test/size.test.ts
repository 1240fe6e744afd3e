// What the adapter adds to a page that has Vue and the client. The README prints this number.
import { holdBudgets } from '../../../tooling/size/hold-budgets.ts'

holdBudgets(import.meta.dirname, [
  [
    '@linefeed/vue',
    'useEventStream, provideEventStreams',
    1_150,
    ['vue', '@linefeed/client', '@linefeed/client/store'],
  ],
])
