import { describeSharing } from '../../contracts/backend-concurrency.ts'
import { startD1 } from './cloudflare-d1.harness.ts'

describeSharing('one database, in four Workers', () => startD1(), { writers: 40 })
