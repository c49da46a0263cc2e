// An application for Bun, where Elysia hands its routes to the server: what it answers there, and how.
import { fileURLToPath } from 'node:url'
import { Elysia, file, sse } from 'elysia'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { sessions } from './elysia.ts'

let offset = 0
const backend = new MemoryBackend(() => Date.now() + offset)

new Elysia()
  .post('/clock', ({ query }) => String((offset += Number(query['seconds']) * 1000)))
  .use(sessions({ backend }))
  .get('/text', 'text')
  .get('/response', new Response('response'))
  .get('/read', ({ session }) => ({ ...session }))
  .get('/users/:name', ({ session, params }) => (session['user'] = params.name))
  .get('/file', ({ session }) => {
    session['file'] = 'read'
    return file(fileURLToPath(import.meta.url))
  })
  .get('/generator', function* ({ session }) {
    session['generator'] = 'begun'
    yield 'one'
    yield 'two'
  })
  .get('/events', async function* ({ session }) {
    session['events'] = 'begun'
    yield sse('one')
  })
  .get('/fail', ({ session }) => {
    session['failed'] = true
    throw new Error('boom')
  })
  .get('/skipped', ({ session }) => String(session.id), { skipSession: true })
  .ws('/live', { open: (ws) => void ws.send(JSON.stringify(ws.data.session)) })
  .ws('/skipped/live', { skipSession: true, open: (ws) => void ws.send('"open"') })
  .listen({ hostname: '127.0.0.1', port: 0 }, ({ port }) => console.log(`127.0.0.1:${port}`))
