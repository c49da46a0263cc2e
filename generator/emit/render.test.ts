import { describe, expect, it } from 'vitest'
import { GeneratorError } from '../errors.ts'
import { render } from './render.ts'

const rendered = (text: string, view: object): string => render('project/sample.hbs', text, view)

describe('render', () => {
  it.each([
    ['a value, as it is', '{{name}}', { name: "<a> & 'b'" }, "<a> & 'b'"],
    [
      'each, with what is around it',
      '{{#each names}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}',
      { names: ['a', 'b'] },
      'a, b',
    ],
    [
      'each over objects',
      '{{#each rows}}\n{{name}}: {{../label}}\n{{/each}}\n',
      { label: 'x', rows: [{ name: 'a' }] },
      'a: x\n',
    ],
    ['if, else, unless', '{{#if on}}a{{else}}b{{/if}}{{#unless on}}c{{/unless}}', { on: false }, 'bc'],
    ['null is no', '{{#if none}}a{{/if}}', { none: null }, ''],
    ['no indentation of lines', '  {{text}}', { text: 'a\nb' }, '  a\nb'],
  ])('%s', (_, text, view, result) => {
    expect(rendered(text, view)).toBe(result)
  })

  it.each([
    ['a path that the view does not have', '{{missing}}', {}],
    ['a member of every object', '{{constructor}}', {}],
    ['a member of every object, further in', '{{a.constructor.name}}', { a: {} }],
    ['a prototype', '{{a.__proto__}}', { a: {} }],
    ['a method of text', '{{a.toString}}', { a: 'x' }],
    ['a helper with an argument', '{{lookup a "b"}}', { a: { b: 1 } }],
    ['a helper that is not known', '{{shout name}}', { name: 'a' }],
    ['with', '{{#with a}}{{b}}{{/with}}', { a: { b: 1 } }],
    ['log', '{{log a}}', { a: 1 }],
    ['a partial', '{{> part}}', {}],
    ['an inline partial', '{{#*inline "part"}}a{{/inline}}{{> part}}', {}],
    ['a template that does not parse', '{{#if a}}', { a: 1 }],
  ])('refuses %s, and names the template', (_, text, view) => {
    expect(() => rendered(text, view)).toThrow(GeneratorError)
    expect(() => rendered(text, view)).toThrow('project/sample.hbs')
  })

  it('does not read from a polluted prototype', () => {
    const prototype = Object.getPrototypeOf({}) as object
    Reflect.defineProperty(prototype, 'polluted', { value: 'x', configurable: true })
    try {
      expect(() => rendered('{{polluted}}', {})).toThrow(GeneratorError)
    } finally {
      Reflect.deleteProperty(prototype, 'polluted')
    }
  })
})
