import { describe, expect, it } from 'vitest'
import { differences, same } from './draft'

describe('two drafts', () => {
  it('are the same whatever the order of their members', () => {
    expect(same({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 })).toBe(true)
    expect(same({ a: 1 }, { a: 1, b: undefined })).toBe(true)
    expect(same([1, 2], [2, 1])).toBe(false)
  })
  it('differ field by field', () => {
    expect(differences({ a: 1, s: { x: 1, y: 2 }, l: [1] }, { a: 1, s: { x: 1, y: 3 }, l: [1, 2], 'n/m': true })).toEqual([
      { pointer: '/s/y', mine: 2, theirs: 3 },
      { pointer: '/l', mine: [1], theirs: [1, 2] },
      { pointer: '/n~1m', mine: undefined, theirs: true }
    ])
  })
})
