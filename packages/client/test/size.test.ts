// The README prints these numbers.
import { holdBudgets } from '../../../tooling/size/hold-budgets.ts'

holdBudgets(import.meta.dirname, [
  ['@linefeed/client', 'createEventStream', 9_680],
  ['@linefeed/client', 'bearer', 480],
  ['@linefeed/client', 'json', 350],
  ['@linefeed/client', 'learned', 170],
  ['@linefeed/client', 'byId', 160],
  ['@linefeed/client', 'openai', 170],
  ['@linefeed/client', 'observe', 830],
  ['@linefeed/client', 'eventStreamOptions', 80],
  ['@linefeed/client/connection', 'connect', 2_520],
  ['@linefeed/client/connection', 'connectTimed', 3_140],
  ['@linefeed/client/session', 'createSession', 6_890],
  ['@linefeed/client/store', 'createRegistry', 11_790],
])
