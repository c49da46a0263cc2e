// Merges code declaration by declaration: edits in different ones never collide, however near to each other they stand.
import { type Block, type Blocks, blocksOf } from './blocks.ts'
import { diff3, type Part, type Texts } from './diff3.ts'

/** @returns Null where only lines tell what belongs together: blocks were moved, or several have one name. */
export function mergeDeclarations(path: string, { base, yours, generated }: Texts): readonly Part[] | null {
  const blocks = [blocksOf(path, base), blocksOf(path, yours), blocksOf(path, generated)] as const
  return blocks[0] === null || blocks[1] === null || blocks[2] === null
    ? null
    : mergeBlocks(blocks[0], blocks[1], blocks[2])
}

function mergeBlocks(base: Blocks, yours: Blocks, generated: Blocks): readonly Part[] | null {
  const order = mergeOrder(keysOf(base), keysOf(yours), keysOf(generated))
  if (order === null || isAmbiguous(base, yours, generated)) {
    return null
  }
  const [inBase, inYours, inGenerated] = [byKey(base), byKey(yours), byKey(generated)] as const
  return order.flatMap((key) => mergeBlock(inBase.get(key), inYours.get(key), inGenerated.get(key)))
}

/**
 * Whether blocks of one name, as overloads or statements without a name are, may be counted off wrongly. Where one side left them
 * all alone, what the other made of them is theirs in any case.
 */
function isAmbiguous(base: Blocks, yours: Blocks, generated: Blocks): boolean {
  const [inBase, inYours, inGenerated] = [textsByName(base), textsByName(yours), textsByName(generated)] as const
  const repeated = [inBase, inYours, inGenerated].flatMap((texts) =>
    [...texts].filter(([, { length }]) => length > 1).map(([name]) => name),
  )
  return repeated.some((name) => {
    const was = JSON.stringify(inBase.get(name))
    const [is, willBe] = [JSON.stringify(inYours.get(name)), JSON.stringify(inGenerated.get(name))] as const
    return is !== was && willBe !== was && is !== willBe
  })
}

function textsByName(blocks: Blocks): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>()
  for (const { name, text } of blocks) {
    const known = texts.get(name)
    if (known === undefined) {
      texts.set(name, [text])
    } else {
      known.push(text)
    }
  }
  return texts
}

/** What classes and interfaces have in them is merged member by member, as far as their members allow. */
function mergeBlock(base: Block | undefined, yours: Block | undefined, generated: Block | undefined): readonly Part[] {
  const members =
    base?.inner && yours?.inner && generated?.inner ? mergeBlocks(base.inner, yours.inner, generated.inner) : null
  return members ?? diff3({ base: base?.text ?? '', yours: yours?.text ?? '', generated: generated?.text ?? '' })
}

/**
 * The keys of all blocks that remain, in one order that both sides agree with: what is new stands behind what it stands behind on
 * its own side, the generated before yours.
 */
function mergeOrder(
  base: readonly string[],
  yours: readonly string[],
  generated: readonly string[],
): readonly string[] | null {
  const common = (one: readonly string[], other: readonly string[]): readonly string[] => {
    const keys = new Set(other)
    return one.filter((key) => keys.has(key))
  }
  for (const [one, other] of [
    [base, yours],
    [base, generated],
    [yours, generated],
  ] as const) {
    if (common(one, other).join('\n') !== common(other, one).join('\n')) {
      return null
    }
  }
  const inYours = new Set(yours)
  const behind = new Map<string | null, string[]>([[null, []]])
  let last: string | null = null
  for (const key of generated) {
    if (inYours.has(key)) {
      last = key
      behind.set(key, [])
    } else {
      behind.get(last)?.push(key)
    }
  }
  return [...(behind.get(null) ?? []), ...yours.flatMap((key) => [key, ...(behind.get(key) ?? [])])]
}

function keysOf(blocks: Blocks): readonly string[] {
  return blocks.map(({ key }) => key)
}

function byKey(blocks: Blocks): ReadonlyMap<string, Block> {
  return new Map(blocks.map((block) => [block.key, block]))
}
