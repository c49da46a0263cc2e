// Reads all that specialising asks of an authored module, once: with the compiler, when this package is built.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import { parseCondition, WHEN_LINES } from '../specialise/choices.ts'
import { specifiersOf } from '../specialise/relink.ts'
import { namesOf } from './prepare-names.ts'
import type { Prepared, StoredNode } from './prepared.ts'
import { hashOfTemplate } from './read-prepared.ts'

/** Members of nodes that nobody reads, or that lead away from what is below a node. */
const OTHER_MEMBERS: ReadonlySet<string> = new Set([
  'parent',
  'jsDoc',
  'original',
  'emitNode',
  'symbol',
  'locals',
  'localSymbol',
  'nextContainer',
  'flowNode',
  'endFlowNode',
  'returnFlowNode',
])

/** @param source The module's path below `templates/`. */
export function prepare(source: string, text: string): Prepared {
  const file = compiler().createSourceFile(source, text, compiler().ScriptTarget.Latest, true)
  const conditions = [...text.matchAll(WHEN_LINES)].map(([, condition = '']) => condition)
  const specifiers = specifiersOf(file)
  return {
    hash: hashOfTemplate(text),
    file: store(file, file),
    conditions: Object.fromEntries(
      conditions.map((condition) => {
        const parsed = parseCondition(source, condition)
        return [condition, store(parsed, parsed)]
      }),
    ),
    specifiers: specifiers.map((node) => ({ range: [node.getStart(file), node.end], text: node.text })),
    names: namesOf(source, text),
  }
}

/** Of what says nothing of `spec`, only the statements are stored, and the names that they declare. */
function store(file: ts.SourceFile, node: ts.Node): StoredNode {
  const isQuiet = node !== file && !/\bspec\b|@when\b/.test(file.text.slice(node.getFullStart(), node.end))
  const stored: Record<string, StoredNode | StoredNode[] | string | number> = {
    kind: node.kind,
    pos: node.getFullStart(),
    start: node.getStart(file),
    end: node.end,
  }
  if (compiler().isIdentifier(node) || compiler().isPrivateIdentifier(node)) {
    stored['text'] = node.text
  }
  for (const [member, value] of Object.entries(node) as [string, unknown][]) {
    if (OTHER_MEMBERS.has(member) || (isQuiet && !isRead(node, member)) || (node === file && member !== 'statements')) {
      continue
    }
    if (isNode(value)) {
      stored[member] = store(file, value)
    } else if (Array.isArray(value) && value.every(isNode)) {
      stored[member] = value.map((child) => store(file, child))
    } else if (member === 'text' || member === 'operator') {
      stored[member] = value as string | number
    }
  }
  return stored as StoredNode
}

/** Whether a member of a node that folding leaves as it is says what the node declares, or whether it leaves its list. */
function isRead(node: ts.Node, member: string): boolean {
  const isPart =
    compiler().isStatement(node) ||
    compiler().isVariableDeclaration(node) ||
    compiler().isClassElement(node) ||
    compiler().isTypeElement(node) ||
    compiler().isFunctionLike(node) ||
    (compiler().isTypeNode(node) && !compiler().isTypeReferenceNode(node))
  return (
    !isPart ||
    /^(name|declarations|declarationList|moduleSpecifier|statements)$/.test(member) ||
    (compiler().isIfStatement(node) && /^(expression|thenStatement|elseStatement)$/.test(member))
  )
}

function isNode(value: unknown): value is ts.Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'pos' in value
}
