import { expect, it } from 'vitest'
import type { CaseDetail } from '@jieshui/shell'
import { still, waitsFor } from './api'

const stop = (key: string, state: string, after: string[] = []) => ({ key, state, after, name: { 'zh-CN': key, en: key } })
const detail = (tasks: unknown[]) => ({ rail: [{ tasks }] }) as unknown as CaseDetail

it('says what the commission agreement waits for, and nothing once its task is open', () => {
  const before = [stop('quotation', 'done'), stop('excavation', 'open')]
  expect(waitsFor(detail([...before, stop('commission', 'waiting', ['quotation', 'excavation'])]), 'commission-agreement').map((one) => [one.name.en, one.done])).toEqual([['quotation', true], ['excavation', false]])
  expect(waitsFor(detail([...before, stop('commission', 'open', ['quotation', 'excavation'])]), 'commission-agreement')).toEqual([])
  expect(waitsFor(detail(before), 'supply-contract')).toEqual([])
})

it('offers nothing on a closed case, and on a withdrawn one only the voiding', () => {
  expect((['open', 'not-ready', 'withdrawn', 'closed'] as const).map(still)).toEqual([{ record: true, void: true }, { record: true, void: true }, { record: false, void: true }, { record: false, void: false }])
})
