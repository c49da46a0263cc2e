// Where files may be read and written: inside the project, through no link that leads out of it.
import { lstatSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { GeneratorError } from '../errors.ts'

/**
 * The absolute path of a file of the project.
 *
 * @param path From the root, with `/`. The file, and folders above it, need not exist.
 * @throws {GeneratorError} `path-outside` if it leads out of the project, or is a link.
 */
export function pathInside(root: string, path: string): string {
  const absolute = resolve(root, path)
  if (absolute === resolve(root) || !contains(resolve(root), absolute)) {
    throw outside(path, 'is not inside the project')
  }
  if (/(^|[/\\])\.git([/\\]|$)/i.test(relative(resolve(root), absolute))) {
    throw outside(path, 'belongs to version control')
  }
  if (isLink(absolute)) {
    throw outside(path, 'is a symbolic link')
  }
  if (!contains(realpathSync(root), join(realPathOf(dirname(absolute)), '.'))) {
    throw outside(path, 'lies behind a symbolic link that leads out of the project')
  }
  return absolute
}

/** The real path of the nearest folder that exists. */
function realPathOf(folder: string): string {
  try {
    return realpathSync(folder)
  } catch (error) {
    // A link that leads nowhere is no missing folder: whoever puts its target there decides where we write.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || isLink(folder)) {
      throw error
    }
    return realPathOf(dirname(folder))
  }
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function outside(path: string, why: string): GeneratorError {
  return new GeneratorError({
    code: 'path-outside',
    message: `${path} ${why}: it is not written`,
    hint: 'Change `output` in your config to a folder of the project, or remove the link',
  })
}
