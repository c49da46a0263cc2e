// What an application on Next.js may write, and what does not compile: where nothing can be saved, nothing can be written.
import { spawnSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../templates/contracts/services.ts'
import { packageRoot } from './emit/read-template.ts'
import { apply, prepare } from './pipeline.ts'
import { createProject } from './snapshot-cases.fixture.ts'

const COMPILER_OPTIONS = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  jsx: 'react-jsx',
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
}

const SESSION_DATA =
  'export interface SessionData {\n  user?: string\n  cart?: { items: string[] }\n  [key: string]: unknown\n}\n'

const APPLICATION = `
import type { NextProxy, NextRequest } from 'next/server'
import { type ReadonlySession, sessions, type WithSession } from './sessions'

export const { getSession, renewSession, routeHandler, serverFunction } = sessions()

export default async function Page() {
  const session = await getSession()
  const name: string | undefined = session.user
  const items: readonly string[] = session.cart?.items ?? []
  const at: number | null = session.authenticatedAt
  // @ts-expect-error A page can't write.
  session.user = 'ada'
  // @ts-expect-error Nor to what the session holds,
  session.cart?.items.push('apple')
  // @ts-expect-error or add a field,
  session.other = 1
  // @ts-expect-error or end the session,
  await session.destroy()
  // @ts-expect-error or begin another,
  await session.regenerate()
  // @ts-expect-error or save it,
  await session.save()
  // @ts-expect-error or move its deadline,
  session.touch()
  // @ts-expect-error or leave a message.
  session.flash('notice', 'Saved')
  return <h1>{name} {items.length} {session.id} {String(session.isNew)} {at}</h1>
}

export const POST = routeHandler(async (request, { session, params }) => {
  session.cart = { items: [request.nextUrl.pathname] }
  // @ts-expect-error A field of another type.
  session.user = 42
  return Response.json(await params)
})

export const GET = routeHandler(
  async (_request, { session, params }: { params: Promise<{ id: string }> } & WithSession) =>
    Response.json({ id: (await params).id, user: session.user }),
  { skipSession: false, onError: (_error, request: NextRequest) => new Response(request.url, { status: 500 }) },
)

// What Next.js checks of a route and of the proxy.
type Route = (request: NextRequest, context: { params: Promise<{ id: string }> }) => Response | Promise<Response>
export const routes: Route[] = [GET, POST]
export const proxy: NextProxy = (request) => renewSession(request)

export const login = serverFunction(async (session, form: FormData) => {
  const next = await session.regenerate()
  next.user = String(form.get('user'))
  return next.user
})
export const form: (data: FormData) => Promise<string> = login
// @ts-expect-error The session is not handed over by the caller.
await login(await getSession(), new FormData())

export const shown = (session: ReadonlySession): string => session.user ?? ''
export const own = serverFunction((session) => shown(session))
`

it('S-L10 S-T3 pages read, and handlers and functions write: the types say so', async () => {
  const folder = temporaryFolder('nextjs-types')
  const config = `export default ${JSON.stringify({ target: 'nextjs', backend: 'memory', flash: true, recentAuth: '5m' })}\n`
  createProject(folder.path, { name: 'nextjs', project: 'bundler', config })
  apply(await prepare({ root: folder.path }))
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
  writeFileSync(join(folder.path, 'src/sessions/session-data.ts'), SESSION_DATA)
  writeFileSync(join(folder.path, 'src/application.tsx'), APPLICATION)
  writeFileSync(
    join(folder.path, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['src'] }),
  )
  const { stdout } = spawnSync(
    process.execPath,
    [join(packageRoot(), 'node_modules/typescript/bin/tsc'), '-p', folder.path],
    { encoding: 'utf8' },
  )
  folder.remove()
  expect(stdout).toBe('')
})
