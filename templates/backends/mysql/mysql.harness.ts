// The pool of mysql2 as an application would create it, with the backend that is made for it.
import { createPool } from 'mysql2/promise'
import { readTemplate } from '../../../generator/emit/read-template.ts'
import { render } from '../../../generator/emit/render.ts'
import { createBackend, type MysqlBackend } from './mysql-backend.ts'
import { mysql as meta } from './mysql.meta.ts'

export interface Connected {
  backend(now?: () => number): MysqlBackend
  close(): Promise<void>
}

const POOL_SIZE = 4

export function connect(url: string): Connected {
  const client = createPool({ uri: url, connectionLimit: POOL_SIZE })
  const made: MysqlBackend[] = []
  return {
    backend: (now) => {
      const backend = createBackend(now === undefined ? { client } : { client, now })
      made.push(backend)
      return backend
    },
    close: async () => {
      made.forEach((backend) => backend.stopSweeping())
      await client.end()
    },
  }
}

/** The SQL that is emitted, for these options. */
export function migration(options: Record<string, unknown> = {}, hasUsers = false): string {
  return (meta.migrations?.(options, hasUsers).files ?? [])
    .map(({ source, view }) => render(source, readTemplate(source), view))
    .join('\n')
}
