// A backend in a Worker: it does what the test asks for, one thing a request. Its own isolate has what the program keeps.
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { nameOf, run, settled } from './backend-worker.ts'
import { operate, outcomeOf } from './remote-backend.ts'
import type { Question } from './workers.ts'

/** What becomes of whatever is asked of the bindings: as it is, or it fails, or it never comes. */
export type Weather = 'fair' | 'failing' | 'silent'

export interface WorkerProgram<Env> {
  fetch(request: Request, env: Env, context: { waitUntil(work: Promise<unknown>): void }): Promise<Response>
}

/** @param open The backend, over the bindings of a request. */
export function serveWorkers<Env>(
  open: (env: Env, now: (() => number) | undefined, weather: () => Weather) => ServerSideBackend,
): WorkerProgram<Env> {
  let weather: Weather = 'fair'
  return {
    async fetch(request, env, context) {
      const { kind, name, now, args } = (await request.json()) as Question
      if (kind === 'weather') {
        weather = name as Weather
        return Response.json({ result: null })
      }
      const backend = open(env, now === null ? undefined : () => now, () => weather)
      try {
        const result =
          kind === 'call' ? await outcomeOf(operate(backend, name, args)) : await run(backend, name, args as string[])
        // Some work goes on when it is answered: the runtime would end it.
        context.waitUntil(settled())
        return Response.json({ result: result ?? null })
      } catch (error) {
        return Response.json({ error: `${nameOf(error)}: ${String(error)}` })
      }
    },
  }
}

/** Asks a binding in that weather. */
export function inWeather<T>(weather: Weather, ask: () => Promise<T>): Promise<T> {
  switch (weather) {
    case 'fair':
      return ask()
    case 'failing':
      return Promise.reject(new Error('Network connection lost.'))
    case 'silent':
      return new Promise(() => {})
  }
}
