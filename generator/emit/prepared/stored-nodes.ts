// Nodes that the build has stored, as folding reads the compiler's.
import type { ts } from 'ts-morph'
import type { StoredNode } from './prepared.ts'

type Source = Pick<ts.SourceFile, 'fileName' | 'text'>

class Node {
  readonly kind: ts.SyntaxKind
  readonly pos: number
  readonly end: number
  readonly parent: Node | undefined
  readonly children: readonly Node[]
  readonly #start: number
  readonly #source: Source

  constructor(stored: StoredNode, parent: Node | undefined, source: Source) {
    const { kind, pos, start, end, ...members } = stored
    this.kind = kind
    this.pos = pos
    this.end = end
    this.parent = parent
    this.#start = start
    this.#source = source
    const children: Node[] = []
    for (const [name, member] of Object.entries(members)) {
      Reflect.set(
        this,
        name,
        restore(member, (child) => {
          const node = new Node(child, this, source)
          children.push(node)
          return node
        }),
      )
    }
    this.children = children.toSorted((a, b) => a.pos - b.pos || a.end - b.end)
  }

  getStart(): number {
    return this.#start
  }

  getFullStart(): number {
    return this.pos
  }

  getText(): string {
    return this.#source.text.slice(this.#start, this.end)
  }
}

/** @param source The module's path below `templates/`. */
export function fileFrom(stored: StoredNode, source: string, text: string): ts.SourceFile {
  const file = { fileName: source, text }
  return Object.assign(new Node(stored, undefined, file), file) as unknown as ts.SourceFile
}

function restore(
  member: StoredNode[string],
  nodeOf: (stored: StoredNode) => Node,
): Node | readonly Node[] | string | number {
  if (typeof member !== 'object') {
    return member
  }
  return isList(member) ? member.map(nodeOf) : nodeOf(member)
}

function isList(member: StoredNode | readonly StoredNode[]): member is readonly StoredNode[] {
  return Array.isArray(member)
}
