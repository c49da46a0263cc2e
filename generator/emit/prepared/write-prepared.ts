// A step of the build: stores what a run would otherwise ask the compiler about each authored module.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GeneratorError } from '../../errors.ts'
import { packageRoot, readTemplate } from '../read-template.ts'
import { prepare } from './prepare.ts'
import { fileOfPrepared, PREPARED_FOLDER } from './read-prepared.ts'

const FOLDERS = ['backends', 'runtime', 'targets', 'testing']

mkdirSync(PREPARED_FOLDER, { recursive: true })
for (const source of FOLDERS.flatMap(modulesIn)) {
  try {
    writeFileSync(fileOfPrepared(source), JSON.stringify(prepare(source, readTemplate(source))))
  } catch (error) {
    // The compiler is asked about it in each run; the test of all variants says so.
    if (!(error instanceof GeneratorError)) {
      throw error
    }
  }
}

function modulesIn(folder: string): readonly string[] {
  return readdirSync(join(packageRoot(), 'templates', folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /^[^.]*\.ts$/.test(path))
    .toSorted()
}
