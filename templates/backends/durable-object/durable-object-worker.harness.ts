// The backend in a Worker, whose binding a test can let fail.
import './durable-object-spec.harness.ts'
import { inWeather, serveWorkers, type Weather, type WorkerProgram } from '../../contracts/workers-program.ts'
import { DurableObjectBackend, type SessionNamespace, type SessionObject } from './durable-object-backend.ts'

export { DurableSession } from './durable-session.ts'

const worker: WorkerProgram<{ readonly SESSIONS: SessionNamespace }> = serveWorkers(
  (env, now, weather) => new DurableObjectBackend(exposed(env.SESSIONS, weather), now),
)
export default worker

function exposed(binding: SessionNamespace, weather: () => Weather): SessionNamespace {
  return {
    getByName: (name) => {
      const object = binding.getByName(name)
      const through = <T>(ask: () => Promise<T>): Promise<T> => inWeather(weather(), ask)
      const outside: SessionObject = {
        read: () => through(() => object.read()),
        set: (...args) => through(() => object.set(...args)),
        create: (...args) => through(() => object.create(...args)),
        update: (...args) => through(() => object.update(...args)),
        touch: (...args) => through(() => object.touch(...args)),
        end: () => through(() => object.end()),
        enter: (...args) => through(() => object.enter(...args)),
        leave: (...args) => through(() => object.leave(...args)),
        members: () => through(() => object.members()),
      }
      return outside
    },
  }
}
