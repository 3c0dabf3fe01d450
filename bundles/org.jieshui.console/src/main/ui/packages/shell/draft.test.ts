import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { differences, same, useDraft } from './draft'

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

describe('a draft', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('that this page was still sending when it was opened anew is nobody else\'s', async () => {
    let version = 0
    const answers: (() => void)[] = []
    vi.stubGlobal('window', new EventTarget())
    vi.stubGlobal('localStorage', { setItem: () => {}, removeItem: () => {}, getItem: () => null })
    vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
      const mine = (JSON.parse(init.body as string) as { version: number }).version === version
      if (mine) version++
      const answer = new Response(JSON.stringify(mine ? { version, savedAt: '2026-11-24T02:00:00Z' } : { type: 'draft', status: 409 }), { status: mine ? 200 : 409 })
      return new Promise((resolve) => answers.push(() => resolve(answer)))
    })
    const open = (data: Record<string, unknown>) => {
      const scope = effectScope()
      return { scope, draft: scope.run(() => useDraft(7, ref(data), 0, ref(true)))! }
    }
    const first = open({ a: 1 })
    first.draft.state.value = 'dirty'
    first.scope.stop() // left: what was typed is on its way
    const second = open({ a: 1 }) // opened anew, before the server had it
    second.draft.state.value = 'dirty'
    const saved = second.draft.flush()
    void vi.waitFor(() => {
      answers.splice(0).forEach((answer) => answer())
      expect(version).toBe(2)
    })
    await saved
    expect(second.draft.conflict.value).toBeNull()
    expect(second.draft.state.value).toBe('saved')
  })
})
