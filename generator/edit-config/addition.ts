// What `add` was asked for, as edits of the config and words about them.
import type { BackendMeta } from '../../templates/meta.ts'
import { backends } from '../../templates/registry.ts'
import { nearest } from '../config/nearest.ts'
import { readProjectFacts, usualOutput } from '../plan/project-facts.ts'
import { clientsPresent } from '../setup/surroundings.ts'
import { addSession } from './add-session.ts'
import { changeBackend, type Decision } from './change-backend.ts'
import { listed, sessionPath, usage } from './fields.ts'

export interface Asked {
  readonly what: 'backend' | 'session'
  readonly name: string
  readonly session: string | undefined
  readonly client: string | undefined
  readonly backend: string | undefined
  /** What the session that is there is to be called. */
  readonly current: string
}

/** Decides what is to become of a config with this value. */
export type Decide = (config: unknown) => Decision

/** @throws {GeneratorError} `usage` for a backend or a client that there is not. */
export function decisionOf(root: string, asked: Asked): Decide {
  return asked.what === 'backend' ? backendAddition(root, asked) : sessionAddition(root, asked)
}

function backendAddition(root: string, { name, session, client }: Asked): Decide {
  const backend = backendNamed(name)
  const { clients = [] } = backend
  if (client !== undefined && !clients.includes(client)) {
    const choice = clients.length === 0 ? 'has no client to choose' : `has the clients ${listed(clients)}`
    throw usage(`The ${backend.name} backend ${choice}`, `Run it again without --client ${client}, or with another`)
  }
  const [present] = clientsPresent(backend, readProjectFacts(root))
  const chosen = client ?? present
  const options = chosen === undefined || chosen === clients[0] ? {} : { client: chosen }
  return (config) => changeBackend(config, sessionPath(config, session), backend, options)
}

function sessionAddition(root: string, { name, backend, current }: Asked): Decide {
  const currentOutput = usualOutput(readProjectFacts(root))
  const chosen = backend === undefined ? undefined : backendNamed(backend)
  return (config) => ({
    edits: addSession(config, { name, currentName: current, currentOutput, backend: chosen }),
    notes: ['How the application calls it is in the README.md of its folder'],
  })
}

function backendNamed(name: string): BackendMeta {
  const backend = backends.find((each) => each.name === name)
  if (backend === undefined) {
    const names = backends.map((each) => each.name)
    const best = nearest(name, names)
    throw usage(
      `There is no backend '${name}'${best === null ? '' : `. Did you mean '${best}'?`}`,
      `There are ${listed(names)}`,
    )
  }
  return backend
}
