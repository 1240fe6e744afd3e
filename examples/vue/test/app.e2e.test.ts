import { walkThrough } from '../../dashboard/test/walk-through.ts'

walkThrough('vue')
