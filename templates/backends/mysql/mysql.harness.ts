// The clients of MySQL, as an application would create them, each with the backend that is made for it.
import { CamelCasePlugin, Kysely, MysqlDialect } from 'kysely'
import { createPool as createPoolOfCallbacks } from 'mysql2'
import { createPool } from 'mysql2/promise'
import { readTemplate } from '../../../generator/emit/read-template.ts'
import { render } from '../../../generator/emit/render.ts'
import { createBackend as createKyselyBackend } from './kysely-backend.ts'
import { createBackend as createMysql2Backend } from './mysql-backend.ts'
import type { MysqlStore } from './mysql-store.ts'
import { mysql as meta } from './mysql.meta.ts'

export interface Connected {
  backend(now?: () => number): MysqlStore
  close(): Promise<void>
}

export interface Driver {
  readonly name: string
  connect(url: string): Connected
}

const POOL_SIZE = 4

const mysql2: Driver = {
  name: 'mysql2',
  connect: (url) => {
    const client = createPool({ uri: url, connectionLimit: POOL_SIZE })
    return opened(
      (now) => createMysql2Backend({ client, ...now }),
      () => client.end(),
    )
  },
}

/** As an application has it for its own tables, with a plugin that renames columns. */
const kysely: Driver = {
  name: 'kysely',
  connect: (url) => {
    const pool = createPoolOfCallbacks({ uri: url, connectionLimit: POOL_SIZE })
    const client = new Kysely<ApplicationTables>({
      dialect: new MysqlDialect({ pool }),
      plugins: [new CamelCasePlugin()],
    })
    return opened(
      (now) => createKyselyBackend({ client, ...now }),
      () => client.destroy(),
    )
  },
}

/** What the application's own type of its tables may be. */
interface ApplicationTables {
  readonly person: { readonly id: number; readonly firstName: string }
}

export const drivers: readonly Driver[] = [mysql2, kysely]

/** The SQL that is emitted, for these options. */
export function migration(options: Record<string, unknown> = {}, hasUsers = false): string {
  return (meta.migrations?.(options, hasUsers).files ?? [])
    .map(({ source, view }) => render(source, readTemplate(source), view))
    .join('\n')
}

function opened(create: (options: { now?: () => number }) => MysqlStore, end: () => Promise<void>): Connected {
  const made: MysqlStore[] = []
  return {
    backend: (now) => {
      const backend = create(now === undefined ? {} : { now })
      made.push(backend)
      return backend
    },
    close: async () => {
      made.forEach((backend) => backend.stopSweeping())
      await end()
    },
  }
}
