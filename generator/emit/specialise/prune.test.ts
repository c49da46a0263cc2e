import { describe, expect, it } from 'vitest'
import { prune } from './prune.ts'

type Files = Readonly<Record<string, string>>

function pruned(files: Files): Files {
  return Object.fromEntries(prune(new Map(Object.entries(files)), new Set(['index.ts'])))
}

describe('prune', () => {
  it.each<[string, Files, Files]>([
    [
      'what the index exports stays, the rest loses its export or goes',
      {
        'index.ts': "export { a } from './a'\n",
        'a.ts':
          'export function a() {\n  return b()\n}\n\n/** Used here alone. */\nexport function b() {}\n\n/** Used nowhere. */\nexport function c() {}\n',
      },
      {
        'index.ts': "export { a } from './a'\n",
        'a.ts': 'export function a() {\n  return b()\n}\n\n/** Used here alone. */\nfunction b() {}\n',
      },
    ],
    [
      'what only the unused use goes with them, in circles too',
      {
        'index.ts': "export { a } from './a'\n",
        'a.ts': 'export const a = 1\n\nfunction b() {\n  c()\n}\nfunction c() {\n  b()\n}\n',
        'd.ts': "import { e } from './e'\nexport const d = e\n",
        'e.ts': "import { d } from './d'\nexport const e = d\n",
      },
      { 'index.ts': "export { a } from './a'\n", 'a.ts': 'export const a = 1\n' },
    ],
    [
      'imports',
      {
        'index.ts': "import { f } from './a'\nf()\n",
        'a.ts': [
          '// What it is for.',
          "import express, { type Request, type Response } from 'express'",
          "import { type A, b } from 'pkg'",
          "import c, { d } from 'pkg'",
          "import * as e from 'pkg'",
          "import type { G, H } from 'pkg'",
          'import {',
          '  i,',
          '  j as k,',
          "} from 'pkg'",
          "import 'pkg/register'",
          '',
          'export function f(request: Request, a: A, h: H) {',
          '  return d + k',
          '}',
          '',
        ].join('\n'),
      },
      {
        'index.ts': "import { f } from './a'\nf()\n",
        'a.ts': [
          '// What it is for.',
          "import type { Request } from 'express'",
          "import type { A } from 'pkg'",
          "import { d } from 'pkg'",
          "import type { H } from 'pkg'",
          "import { j as k } from 'pkg'",
          "import 'pkg/register'",
          '',
          'export function f(request: Request, a: A, h: H) {',
          '  return d + k',
          '}',
          '',
        ].join('\n'),
      },
    ],
    [
      'by reference, not by name',
      {
        'index.ts': "export { a } from './a'\n",
        'a.ts': "import { b } from './b'\nconst c = 1\nexport const a = (b: { c: number }) => b.c\n",
        'b.ts': 'export const b = 1\n',
      },
      { 'index.ts': "export { a } from './a'\n", 'a.ts': 'export const a = (b: { c: number }) => b.c\n' },
    ],
    [
      'a member that another file reads does not export its class',
      {
        'index.ts': "import { make } from './a'\nmake().save()\n",
        'a.ts': 'export class A {\n  save() {}\n}\nexport const make = () => new A()\n',
      },
      {
        'index.ts': "import { make } from './a'\nmake().save()\n",
        'a.ts': 'class A {\n  save() {}\n}\nexport const make = () => new A()\n',
      },
    ],
    [
      'types, shorthand properties, namespaces, import types',
      {
        'index.ts': "import * as a from './a'\nexport const x: import('./a').T = a.b()\n",
        'a.ts':
          'export interface T {\n  c: number\n}\nexport interface U {}\nconst c = 1\nexport const b = () => ({ c })\nexport const d = 1\n',
      },
      {
        'index.ts': "import * as a from './a'\nexport const x: import('./a').T = a.b()\n",
        'a.ts': 'export interface T {\n  c: number\n}\nconst c = 1\nexport const b = () => ({ c })\n',
      },
    ],
    [
      'what acts stays where its file is needed',
      {
        'index.ts': "export { A } from './a'\n",
        'a.ts': 'export class A {}\nfreeze(A)\n',
        'b.ts': 'export class B {}\nfreeze(B)\n',
      },
      { 'index.ts': "export { A } from './a'\n", 'a.ts': 'export class A {}\nfreeze(A)\n' },
    ],
    [
      'additions to the types of another module stay, with what they name',
      {
        'index.ts': 'export {}\n',
        'a.ts':
          "import type { B } from './b'\nimport type { C } from './b'\n\ndeclare module 'express' {\n  interface Request {\n    b: B\n  }\n}\n",
        'b.ts': 'export interface B {}\nexport interface C {}\n',
      },
      {
        'index.ts': 'export {}\n',
        'a.ts': "import type { B } from './b'\n\ndeclare module 'express' {\n  interface Request {\n    b: B\n  }\n}\n",
        'b.ts': 'export interface B {}\n',
      },
    ],
    [
      'overloads and merged declarations stay together',
      {
        'index.ts': "export { f } from './a'\n",
        'a.ts':
          'export function f(a: string): A\nexport function f(a: number): A\nexport function f(a: unknown): A {}\ninterface A {\n  a: 1\n}\ninterface A {\n  b: 1\n}\n',
      },
      {
        'index.ts': "export { f } from './a'\n",
        'a.ts':
          'export function f(a: string): A\nexport function f(a: number): A\nexport function f(a: unknown): A {}\ninterface A {\n  a: 1\n}\ninterface A {\n  b: 1\n}\n',
      },
    ],
  ])('%s', (_, files, result) => {
    expect(pruned(files)).toEqual(result)
  })

  it('finds modules whatever their specifiers end with', () => {
    for (const extension of ['', '.js', '.ts', '.mjs', '.mts']) {
      const index = `export { a } from './a${extension}'\n`
      expect(pruned({ 'index.ts': index, 'a.ts': 'export const a = 1\n' })).toEqual({
        'index.ts': index,
        'a.ts': 'export const a = 1\n',
      })
    }
  })
})
