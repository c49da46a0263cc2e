import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { packageRoot, readTemplate } from '../read-template.ts'
import { leadingComments } from './comments.ts'

function compiled(text: string, at: number): readonly { pos: number; end: number }[] {
  return (ts.getLeadingCommentRanges(text, at) ?? []).map(({ pos, end }) => ({ pos, end }))
}

const pieces = fc.array(
  fc.constantFrom(
    '//',
    '/*',
    '*/',
    '/**',
    '#!',
    '\n',
    '\r\n',
    '\r',
    '\u2028',
    ' ',
    '\t',
    '\u00A0',
    '\uFEFF',
    'a',
    '/',
    '*',
    '//a\n',
  ),
  { maxLength: 12 },
)

describe('the comments before a place', () => {
  it('are those that the compiler finds, at each place of any text', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('')
        for (let at = 0; at <= text.length; at += 1) {
          expect([text, at, leadingComments(text, at)]).toEqual([text, at, compiled(text, at)])
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('are those that the compiler finds before each node of the authored modules', () => {
    const sources = readdirSync(join(packageRoot(), 'templates/runtime')).filter((name) => /^[^.]*\.ts$/.test(name))
    expect(sources.length).toBeGreaterThan(20)
    for (const source of sources) {
      const text = readTemplate(`runtime/${source}`)
      const visit = (node: ts.Node): void => {
        expect(leadingComments(text, node.getFullStart())).toEqual(compiled(text, node.getFullStart()))
        ts.forEachChild(node, visit)
      }
      visit(ts.createSourceFile(source, text, ts.ScriptTarget.Latest, true))
    }
  })
})
