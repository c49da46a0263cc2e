// Who is measured, and on what.
import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FLOOR = join(dirname(fileURLToPath(import.meta.url)), 'floor.mjs')
const NOTHING = 'node'
const FILES = 'node, and the files'

/**
 * Our commands, in four projects where the package is installed: one with its code, one whose packages are behind a link, where
 * nothing is remembered, one to lose its code each time, and one to lose its config too.
 *
 * @param files What there is to look at in each.
 * @param renew Makes the last one as it was.
 */
export function ours({ kept, linked, cold, fresh }, files, env, renew) {
  const program = join(kept, 'node_modules/create-session/dist/bin/create-session.js')
  const remove = (folder, ...paths) => {
    paths.forEach((path) => rmSync(join(folder, path), { recursive: true, force: true }))
  }
  const code = ['src/sessions', '.sessions']
  const cache = join(kept, 'node_modules/.cache/create-session')
  /** Texts that an earlier run has formatted. */
  const forget = () => {
    readdirSync(cache)
      .filter((name) => name.startsWith('formatted-'))
      .forEach((name) => remove(cache, name))
  }
  const us = (name, args, floor, other = {}) => ({
    name: `create-session ${name}`,
    args: [program, ...args],
    cwd: kept,
    env,
    floor,
    ...other,
  })
  return [
    { name: NOTHING, args: [FLOOR], cwd: kept, env },
    { name: FILES, args: [FLOOR, ...files], cwd: kept, env },
    us('--version', ['--version'], NOTHING),
    us('--help', ['--help'], NOTHING),
    us('check --help', ['check', '--help'], NOTHING),
    us('check, nothing to do', ['check'], FILES),
    us('generate, nothing to do', ['generate'], FILES),
    us('check, nothing remembered', ['check'], FILES, { cwd: linked, before: forget }),
    us('check, nothing remembered but formatted texts', ['check'], FILES, { cwd: linked, earlier: true }),
    us('check, in CI', ['check'], FILES, { env: { ...env, CI: 'true' } }),
    us('generate, all to write', ['generate'], FILES, {
      cwd: cold,
      before: () => {
        remove(cold, ...code)
        forget()
      },
    }),
    us('generate, all to write, formatted before', ['generate'], FILES, {
      cwd: cold,
      earlier: true,
      before: () => remove(cold, ...code),
    }),
    us('generate, all to write, first run', ['generate'], FILES, {
      cwd: cold,
      before: () => {
        remove(cold, ...code)
        remove(cache, 'compiled')
        forget()
      },
    }),
    us('--yes, into a new project', ['--backend', 'memory', '--yes', '--no-install'], FILES, {
      cwd: fresh,
      before: () => {
        renew()
        forget()
      },
    }),
  ]
}

/**
 * Others, on the smallest input that they take.
 *
 * @param prepare What they run once before, where that is not the same: there has to be something to check.
 */
export function peers(modules, folder, env) {
  const them = (name, path, args, prepare) => ({
    name,
    args: [join(modules, path), ...args],
    cwd: folder,
    env,
    floor: NOTHING,
    ...(prepare === undefined ? {} : { prepare: [join(modules, path), ...prepare] }),
  })
  const auth = 'auth/dist/index.mjs'
  const schema = ['--config', 'auth.mjs', '--adapter', 'drizzle', '--dialect', 'sqlite', '--output', 'auth-schema.ts']
  const openapi = ['openapi.yaml', '-o', 'api.ts']
  return [
    them('shadcn --version', 'shadcn/dist/index.js', ['--version']),
    them('shadcn --help', 'shadcn/dist/index.js', ['--help']),
    them('shadcn build', 'shadcn/dist/index.js', ['build']),
    them('better-auth --help', auth, ['--help']),
    them('better-auth generate', auth, ['generate', ...schema, '--yes']),
    them('openapi-typescript --check', 'openapi-typescript/bin/cli.js', [...openapi, '--check'], openapi),
    them('graphql-codegen --check', '@graphql-codegen/cli/esm/bin.js', ['--check'], []),
  ]
}
