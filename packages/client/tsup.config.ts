import { library } from '../../tooling/tsup.ts'

export default library({
  index: 'src/index.ts',
  connection: 'src/connection/index.ts',
  session: 'src/session/index.ts',
  store: 'src/store/index.ts',
})
