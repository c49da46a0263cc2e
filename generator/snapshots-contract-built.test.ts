// The contract of targets on the trees in `snapshots/` whose applications are built by their frameworks.
import { isProgram } from './runtime-builds.fixture.ts'
import { describeTrees } from './snapshots-contract.fixture.ts'

await describeTrees((target) => !isProgram(target))
