// Which backends a target can have: those that are reached from where it runs.
import type { BackendMeta, TargetMeta } from '../../templates/meta.ts'

export const RUNTIME_LABELS = {
  node: 'Node',
  bun: 'Bun',
  deno: 'Deno',
  workerd: 'Cloudflare Workers',
} as const satisfies Record<TargetMeta['runtimes'][number], string>

export function canMeet(target: TargetMeta, backend: BackendMeta): boolean {
  return backend.runtimes?.some((runtime) => target.runtimes.includes(runtime)) ?? true
}
