// Has the project's own package manager install what package.json names, in sight of whoever started it.
import { spawn } from 'node:child_process'
import type { PackageManager } from '../plan/install.ts'
import type { Dependency } from './package-json.ts'

/** A program and its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]]

/** What installs the packages that package.json names. */
export function installation(manager: PackageManager): CommandLine {
  return [manager, 'install']
}

/** What puts a package into the project's list, and installs it: for lists that are not ours to write in. */
export function addition(manager: PackageManager, { name, range }: Dependency, isForDevelopment: boolean): CommandLine {
  const development = isForDevelopment ? ['-D'] : []
  switch (manager) {
    case 'npm':
      return ['npm', 'install', ...development, `${name}@${range}`]
    case 'pnpm':
    case 'yarn':
      return [manager, 'add', ...development, `${name}@${range}`]
    case 'bun':
      return ['bun', 'add', ...(isForDevelopment ? ['-d'] : []), `${name}@${range}`]
    case 'deno':
      return ['deno', 'add', ...development, `npm:${name}@${range}`]
  }
}

/** As a person types it. */
export function commandText(command: CommandLine): string {
  return command.map((word) => (/^[\w@/.:=-]+$/.test(word) ? word : `'${word}'`)).join(' ')
}

/**
 * Runs a command in a folder; what it prints is shown as it comes.
 *
 * @param output Where its standard output goes: 'stderr' where ours is for a program.
 * @returns Its exit code; 127 where there is no such program.
 */
export function runCommand(
  [program, ...args]: CommandLine,
  cwd: string,
  output: 'stdout' | 'stderr' = 'stdout',
): Promise<number> {
  // On Windows package managers are batch files, which a shell alone starts.
  const isBatch = process.platform === 'win32' && ['npm', 'pnpm', 'yarn'].includes(program)
  const child = spawn(program, args, {
    cwd,
    stdio: ['inherit', output === 'stdout' ? 'inherit' : process.stderr, 'inherit'],
    shell: isBatch,
  })
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (code) => resolve(code ?? 1))
  })
}
