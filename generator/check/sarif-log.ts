// SARIF 2.1.0: the log that every command of ours which knows SARIF prints.
import { createHash } from 'node:crypto'
import { printableJson } from './as-json.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/** What one run found, as SARIF has it. */
export interface SarifRun {
  readonly rules: readonly object[]
  readonly results: readonly object[]
  /** Why something could not be told. */
  readonly notifications: readonly object[]
  readonly properties: object
}

/** @param version Of this package. */
export function sarifLog({ rules, results, notifications, properties }: SarifRun, version: string): string {
  return printableJson({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'create-session', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        results,
        properties,
      },
    ],
  })
}

/** The same for one finding from run to run, wherever in its file it stands. */
export function fingerprintsOf(...parts: readonly string[]): object {
  return { 'createSession/v1': createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32) }
}

/** @param line Counts from 1; null for the file as a whole. */
export function locationOf(path: string, line: number | null): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' },
      ...(line === null ? {} : { region: { startLine: line } }),
    },
  }
}

/** Half a character, which no file name on disk has, becomes a whole one. */
function uriOf(path: string): string {
  return Buffer.from(path).toString().split('/').map(encodeURIComponent).join('/')
}
