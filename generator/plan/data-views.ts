// What the files of session data print: its type, and the code that checks it.
import type { SessionConfig } from '../config/schema.ts'
import { checkText } from '../data/check-text.ts'
import { readObject } from '../data/read-shape.ts'
import { sessionDataMembers } from '../data/type-text.ts'
import type { ImportExtension } from './planned.ts'

export interface DataViews {
  readonly type: object
  /** Null where nothing is checked. */
  readonly check: object | null
  /** Null where no earlier version is known. */
  readonly migrations: object | null
}

/** @param configFile As the files name it. */
export function dataViews(config: SessionConfig, configFile: string, extension: ImportExtension): DataViews {
  if (config.data === undefined) {
    return { type: { isOpen: true, config: configFile, members: '' }, check: null, migrations: null }
  }
  const shape = readObject(config.data, [], [])
  return {
    type: { isOpen: false, config: configFile, members: sessionDataMembers(shape) },
    check: {
      config: configFile,
      extension,
      isStrict: shape.others === 'refused',
      ownFields: ownFields(config),
      ...checkText(shape),
    },
    migrations: migrationsView(config, configFile),
  }
}

/** A step for each version before the config's own. */
function migrationsView({ version = 1, onInvalidData }: SessionConfig, configFile: string): object | null {
  const otherwise =
    onInvalidData === 'reject' ? 'with anything else its requests fail.' : 'with anything else the session begins anew.'
  return version === 1
    ? null
    : {
        config: configFile,
        otherwise: `What the schema allows has to come back: ${otherwise}`,
        steps: Array.from({ length: version - 1 }, (_, index) => ({ from: index + 1, to: index + 2 })),
      }
}

/** What options of the config keep beside the data, as conditions: no schema knows it. */
function ownFields({ flash, recentAuth, csrf }: SessionConfig): string {
  return [
    ...(recentAuth === undefined ? [] : [" && name !== 'authenticatedAt'"]),
    ...(csrf === 'token' ? [" && name !== 'csrfSecret'"] : []),
    ...(flash ? [" && !name.startsWith('flash:')"] : []),
  ].join('')
}
