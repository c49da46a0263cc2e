// Wires the sessions into an application: finds it, finds the place, and puts lines in. Nothing that stands there is changed.
import { posix } from 'node:path'
import type { TargetMeta } from '../../templates/meta.ts'
import { targets } from '../../templates/registry.ts'
import { applyEdits } from '../emit/specialise/edits.ts'
import { normalised } from '../reconcile/text.ts'
import type { Application } from './applications.ts'
import { canAwait } from './can-await.ts'
import { callsOf, readCandidates } from './calls.ts'
import { chooseApplication } from './choose.ts'
import { wireIntoList } from './exported-list.ts'
import { wireIntoOptions } from './options.ts'
import { wireHook } from './hook.ts'
import { type ImportPlace, importPlaceOf } from './import-place.ts'
import { insertionsFor } from './insertions.ts'
import { type Place, placeOf } from './place.ts'
import { recordIn } from './record-in.ts'
import { snippetOf, specifierOf } from './snippet.ts'
import { isBroken, lineOf, type Source } from './source.ts'
import { order, unable, unableIn } from './unable.ts'
import type { WireInput, Wiring } from './wiring.ts'

/** @returns 'already-there' also where somebody wired it in by hand, in another way. */
export function wire(input: WireInput): Wiring {
  const target = targetOf(input)
  const sources = readCandidates(input, wordsOf(target, input))
  const [there] = callsOf(input, sources)
  if (there !== undefined) {
    const record = { ...recordIn(input, there.source.path), insertions: [] }
    return { kind: 'already-there', path: there.source.path, line: there.line, record }
  }
  const rival = rivalIn(input, target, sources)
  if (rival !== null) {
    return unable(
      input,
      target,
      `${rival.where} uses ${rival.module}: two cannot put a session on one request`,
      `in place of ${rival.module}, in ${rival.where}`,
    )
  }
  if (target.wire.hook !== undefined) {
    return wireHook(input, target, target.wire.hook)
  }
  if (target.wire.list !== undefined) {
    return wireIntoList(input, target, target.wire.list)
  }
  if (target.wire.options !== undefined) {
    return wireIntoOptions(input, target.wire.options)
  }
  const choice = chooseApplication(sources, target.wire)
  switch (choice.kind) {
    case 'none':
      return unable(
        input,
        target,
        target.wire.alone === undefined
          ? `no file makes an application by ${target.wire.making}`
          : `${target.wire.making} has no application that could be wired: it calls each file by its place`,
      )
    case 'several': {
      const places = choice.applications.map(
        ({ source, made }) => `${source.path}:${lineOf(source.file, made.getStart())}`,
      )
      return unable(
        input,
        target,
        `there are several applications: ${places.join(', ')}`,
        `in the one that is to have sessions${order(target)}`,
      )
    }
    case 'one':
      return wireInto(input, target, choice.application)
  }
}

export function targetOf({ plan }: Pick<WireInput, 'plan'>): TargetMeta {
  const target = targets.find(({ name }) => name === plan.target)
  if (target === undefined) {
    throw new Error(`no target is called ${plan.target}`)
  }
  return target
}

/** Wires it into one file again, at a place of its own choice. */
export function wireAt(input: WireInput, path: string, place: Place | null): Wiring {
  const target = targetOf(input)
  if (target.wire.hook !== undefined) {
    return wire(input)
  }
  const choice = chooseApplication(readCandidates(input, wordsOf(target, input)), target.wire)
  return choice.kind === 'one' && choice.application.source.path === path
    ? wireInto(input, target, choice.application, place)
    : wire(input)
}

function wireInto(input: WireInput, target: TargetMeta, application: Application, chosen: Place | null = null): Wiring {
  const { source } = application
  const { path, file } = source
  const fail = (why: string, imports: ImportPlace | null, where?: string): Wiring =>
    unableIn(input, target, application, why, imports, where)
  if (isBroken(path, file.text)) {
    return fail(`${path} does not parse`, null)
  }
  const imports = importPlaceOf(source, application)
  if (imports === null) {
    return fail(`${path} loads ${target.detect?.package ?? target.wire.makers[0]?.modules[0]} while it runs`, null)
  }
  if (/\.[cm]?jsx?$/.test(path) && input.plan.fileExtension.endsWith('ts')) {
    return fail(`${path} is JavaScript, and the code is TypeScript: what starts it may not take that in`, imports)
  }
  const place = chosen ?? placeOf(application, target.wire)
  if (place.kind === 'none') {
    return fail(place.why, imports, place.where)
  }
  const awaits = canAwait(input, source, application.made, imports)
  if (target.wire.isAwaitable === 'always' && !awaits) {
    const line = lineOf(file, application.made.getStart())
    return fail(
      `${target.wire.method} has to be awaited, and nothing can be where line ${line} makes the application`,
      imports,
    )
  }
  const snippet = snippetOf(input, {
    style: imports.style,
    manner: imports.manner,
    specifier: specifierOf(input, path),
    source,
    canAwait: awaits,
  })
  const { edits, texts } = insertionsFor(place, imports, snippet)
  const text = applyEdits(file.text, edits)
  if (isBroken(path, text)) {
    return fail(`${path} would not parse with these lines in it`, imports)
  }
  const insertions = texts.map(normalised)
  return { kind: 'done', path, before: file.text, text, edits, record: { ...recordIn(input, path), insertions } }
}

function rivalIn({ usage }: WireInput, { wire: { rivals } }: TargetMeta, sources: readonly Source[]) {
  if (usage.property !== 'session') {
    return null
  }
  for (const { path, bindings } of sources) {
    const module = [...bindings.values()].map((origin) => origin.module).find((name) => rivals.includes(name))
    if (module !== undefined) {
      return { where: path, module }
    }
  }
  return null
}

/** What a file holds that has to do with applications of a target: other files are not even parsed. */
function wordsOf({ wire }: TargetMeta, { plan }: WireInput): readonly string[] {
  const { makers, handlers, hook, mounts, starters, starts } = wire
  const { member = null, exported } = handlers ?? {}
  return [
    ...(hook === undefined || hook.compose === null ? [] : [hook.name]),
    ...makers.flatMap(({ modules, names }) => (modules.includes('globalThis') ? names : modules)),
    ...(member === null ? [] : [member]),
    ...(exported === undefined ? [] : [exported]),
    ...mounts.map((method) => `.${method}(`),
    ...starters.map((name) => `${name}(`),
    ...starts.map((name) => `.${name}`),
    posix.basename(plan.output),
  ]
}
