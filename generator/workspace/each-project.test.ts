// Several projects in one run: each says its own, one line says all, and the worst code is the exit code.
import { describe, expect, it } from 'vitest'
import type { Command } from '../cli/command.ts'
import type { Terminal } from '../cli/terminal.ts'
import { GeneratorError } from '../errors.ts'
import { eachProject } from './each-project.ts'

const command: Command = {
  words: ['generate'],
  summary: '',
  about: '',
  options: {},
  examples: [],
  run: async () => 0,
}

function terminal(): Terminal & { readonly lines: string[] } {
  const lines: string[] = []
  const print = (text: string): void => void lines.push(text)
  return { lines, out: print, err: print, isInteractive: false, hasColours: false }
}

function projects(...names: readonly string[]): readonly { readonly root: string; readonly config: undefined }[] {
  return names.map((name) => ({ root: `/repository/packages/${name}`, config: undefined }))
}

const OPTIONS = { command, folder: '/repository', asJson: false }

describe('eachProject', () => {
  it('prints what one project prints, and nothing else', async () => {
    const out = terminal()

    const code = await eachProject(projects('a'), OPTIONS, out, async (_project, own) => {
      own.out('done')
      return 3
    })

    expect([code, out.lines]).toEqual([3, ['done']])
  })

  it('goes on after one that failed', async () => {
    const out = terminal()

    const code = await eachProject(projects('a', 'b', 'c'), OPTIONS, out, async ({ root }, own) => {
      if (root.endsWith('b')) {
        throw new GeneratorError({ code: 'config-missing', message: 'There is none', hint: 'Write one' })
      }
      own.out('done')
      return 0
    })

    expect(code).toBe(1)
    expect(out.lines).toEqual([
      'packages/a',
      'done',
      '\npackages/b',
      'error There is none',
      'Write one',
      '\npackages/c',
      'done',
      '\n3 projects: 2 done, 1 failed.',
    ])
  })

  it.each([
    [[0, 0], 0],
    [[0, 2], 2],
    [[3, 2, 0], 3],
    [[3, 1, 2], 1],
  ])('of the codes %j the exit code is %i', async (codes, expected) => {
    const left = [...codes]
    const all = projects(...codes.map(String))

    expect(await eachProject(all, OPTIONS, terminal(), async () => left.shift() ?? 0)).toBe(expected)
  })

  it('makes one object of the JSON of several', async () => {
    const out = terminal()

    await eachProject(projects('a', 'b'), { ...OPTIONS, asJson: true }, out, async ({ root }, own) => {
      if (root.endsWith('b')) {
        throw new GeneratorError({ code: 'config-invalid', message: 'Wrong', hint: 'Mend it' })
      }
      own.out(JSON.stringify({ command: 'generate', changes: [] }))
      return 0
    })

    expect(JSON.parse(out.lines.join(''))).toEqual({
      projects: [
        { project: 'packages/a', exitCode: 0, command: 'generate', changes: [] },
        {
          project: 'packages/b',
          exitCode: 2,
          error: { code: 'config-invalid', message: 'Wrong', hint: 'Mend it', problems: [] },
        },
      ],
    })
  })

  it('names a config that is not in the root of its project', async () => {
    const out = terminal()
    const all = [
      ...projects('a'),
      { root: '/repository', config: 'config/web.ts' },
      { root: '/repository', config: undefined },
    ]

    await eachProject(all, OPTIONS, out, async () => 0)

    expect(out.lines.slice(0, 3)).toEqual(['packages/a', '\nconfig/web.ts', '\n.'])
  })
})
