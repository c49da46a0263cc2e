// The backend in a Worker, whose binding a test can let fail.
import './cloudflare-d1-spec.harness.ts'
import { inWeather, serveWorkers, type Weather, type WorkerProgram } from '../../contracts/workers-program.ts'
import { CloudflareD1Backend, type D1Binding } from './cloudflare-d1-backend.ts'

type Statement = ReturnType<D1Binding['prepare']>

const worker: WorkerProgram<{ readonly DB: D1Binding }> = serveWorkers(
  (env, now, weather) => new CloudflareD1Backend(exposed(env.DB, weather), now),
)
export default worker

/** A binding takes no statements but its own. */
function exposed(binding: D1Binding, weather: () => Weather): D1Binding {
  const own = new WeakMap<Statement, Statement>()
  const exposeStatement = (statement: Statement): Statement => {
    const outside: Statement = {
      bind: (...values) => exposeStatement(statement.bind(...values)),
      raw: () => inWeather(weather(), () => statement.raw()),
      run: () => inWeather(weather(), () => statement.run()),
    }
    own.set(outside, statement)
    return outside
  }
  return {
    prepare: (text) => exposeStatement(binding.prepare(text)),
    batch: (statements) => inWeather(weather(), () => binding.batch(statements.map((one) => own.get(one) ?? one))),
    withSession: (constraint) => binding.withSession(constraint),
  }
}
