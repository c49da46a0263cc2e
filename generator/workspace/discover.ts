// Which configs a command is for: those that it was given, that of the folder, or those of a workspace's packages.
import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { findConfig, missingConfig } from '../config/load.ts'
import type { Project } from '../pipeline.ts'
import { findPackages, MANIFESTS } from './packages.ts'

/**
 * @param root The folder that the command was started for.
 * @param given Paths from there: a config, a folder that holds one, or a workspace. None: the folder itself.
 * @returns Each config once: given ones in their order, those of a workspace sorted. A folder without a config is among them,
 *   for the command to say so.
 * @throws {GeneratorError} `config-missing` for a path that leads to none, `project-broken` for a workspace file that does not parse.
 */
export function findConfigs(root: string, given: readonly string[] = []): readonly Project[] {
  const found = given.length === 0 ? projectsIn(root) : given.flatMap((path) => projectsAt(root, path))
  return found.filter(
    (project, index) =>
      found.findIndex((other) => other.root === project.root && other.config === project.config) === index,
  )
}

function projectsAt(root: string, given: string): readonly Project[] {
  const path = resolve(root, given)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    throw missingConfig(given)
  }
  return found.isDirectory() ? projectsIn(path) : [projectOfConfig(path)]
}

function projectsIn(root: string): readonly Project[] {
  const own = { root, config: undefined }
  if (findConfig(root) !== null) {
    return [own]
  }
  const packages = findPackages(root) ?? []
  const withConfig = packages.map((folder) => join(root, folder)).filter((folder) => findConfig(folder) !== null)
  return withConfig.length === 0 ? [own] : withConfig.map((folder) => ({ root: folder, config: undefined }))
}

/** The project of a config is the nearest folder with a manifest; its own folder where there is none. */
function projectOfConfig(path: string): Project {
  const folder = dirname(path)
  const root = foldersUpFrom(folder).find((one) => MANIFESTS.some((name) => existsSync(join(one, name)))) ?? folder
  const config = relative(root, path).split(sep).join('/')
  return { root, config: config === findConfig(root) ? undefined : config }
}

function foldersUpFrom(folder: string): readonly string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...foldersUpFrom(above)]
}
