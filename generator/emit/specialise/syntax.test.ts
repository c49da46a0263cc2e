import { ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { KIND } from './kinds.ts'
import { operatorText, syntax } from './syntax.ts'

type Question = (node: ts.Node) => boolean

const kinds = Object.values(ts.SyntaxKind).filter((kind) => typeof kind === 'number')
/** Of JSDoc, or made by the compiler alone: no node of a module's syntax. */
const isSyntax = (kind: ts.SyntaxKind): boolean => kind > 0 && kind < ts.SyntaxKind.FirstJSDocNode

function nodeOf(kind: ts.SyntaxKind, parent?: ts.SyntaxKind): ts.Node {
  return { kind, ...(parent === undefined ? {} : { parent: nodeOf(parent) }) } as ts.Node
}

describe('the syntax that folding asks for', () => {
  it.each(Object.keys(KIND) as (keyof typeof KIND)[])('%s has the number of the compiler', (name) => {
    expect(KIND[name]).toBe(ts.SyntaxKind[name])
  })

  it.each((Object.keys(syntax) as (keyof typeof syntax)[]).filter((name) => name !== 'isConstTypeReference'))(
    '%s is what the compiler says of each kind',
    (name) => {
      const [ours, theirs] = [syntax[name] as Question, ts[name] as Question]
      for (const kind of kinds.filter(isSyntax)) {
        expect([ts.SyntaxKind[kind], ours(nodeOf(kind))]).toEqual([ts.SyntaxKind[kind], theirs(nodeOf(kind))])
      }
    },
  )

  it('takes a block for a statement where the compiler does', () => {
    for (const parent of kinds.filter(isSyntax)) {
      const block = nodeOf(ts.SyntaxKind.Block, parent)
      expect([parent, syntax.isStatement(block)]).toEqual([parent, ts.isStatement(block)])
    }
  })

  it.each(['a as const', 'a as Const', 'a as const1', 'a as { const: 1 }', 'a as A<const1>'])('%s', (text) => {
    const { statements } = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true)
    const { type } = (statements[0] as ts.ExpressionStatement).expression as ts.AsExpression
    expect(syntax.isConstTypeReference(type)).toBe(ts.isConstTypeReference(type))
  })

  it('writes each operator as the compiler does', () => {
    const operators = [ts.SyntaxKind.InKeyword, ts.SyntaxKind.InstanceOfKeyword]
    for (let kind = ts.SyntaxKind.FirstBinaryOperator; kind <= ts.SyntaxKind.LastBinaryOperator; kind += 1) {
      operators.push(kind as (typeof operators)[number])
    }
    expect(operators.map(operatorText)).toEqual(operators.map((kind) => ts.tokenToString(kind)))
  })
})
