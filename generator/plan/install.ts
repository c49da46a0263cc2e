// What a person types to install a package, with the project's package manager.

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun' | 'deno'

export function installCommand(manager: PackageManager, name: string): string {
  switch (manager) {
    case 'npm':
      return `npm install ${quoted(name)}`
    case 'pnpm':
    case 'yarn':
    case 'bun':
      return `${manager} add ${quoted(name)}`
    case 'deno':
      return `deno add ${quoted(`npm:${name}`)}`
  }
}

export function installForDevelopmentCommand(manager: PackageManager, name: string): string {
  return installCommand(manager, name).replace(/ (install|add) /, manager === 'bun' ? ' $1 -d ' : ' $1 -D ')
}

/** What a person reads whose project lacks a driver. */
export function installNote(
  manager: PackageManager,
  driver: { readonly name: string; readonly range: string },
): string {
  return `Install the driver: ${installCommand(manager, `${driver.name}@${driver.range}`)}`
}

/** A shell reads `^`, `>` and spaces of a version range as its own. */
function quoted(name: string): string {
  return /^[\w@/.:-]+$/.test(name) ? name : `"${name}"`
}
