import { library } from '../../tooling/tsup.ts'

// Shaking and splitting would drop the directive "use client"; in one small file there is nothing to shake or to split.
export default library(['src/index.ts'], { treeshake: false, splitting: false })
