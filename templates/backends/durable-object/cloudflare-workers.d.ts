// What Workers import of their platform, beside the types of Node and browsers that the authored modules are checked with.
declare module 'cloudflare:workers' {
  import { CloudflareWorkersModule } from '@cloudflare/workers-types'
  export = CloudflareWorkersModule
}
