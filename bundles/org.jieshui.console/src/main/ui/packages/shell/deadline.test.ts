import { describe, expect, it } from 'vitest'
import { bar, look, measureAlong, roughly } from './deadline'
import type { Deadline } from './types'

const deadline = (more: Partial<Deadline>): Deadline => ({ start: '2026-10-10T01:12:00Z', at: '2026-10-14T05:00:00Z', targetAt: null, original: null, leftMinutes: 688, usedMinutes: 890, allowanceMinutes: 1578, status: 'ok', label: { 'zh-CN': '', en: '' }, paused: false, pauseReason: null, provisional: false, calendar: null, ...more })
const days = [
  { date: '2026-10-10', kind: 'make-up' },
  { date: '2026-10-11', kind: 'weekend' },
  { date: '2026-10-12', kind: 'working' },
  { date: '2026-10-13', kind: 'working' },
  { date: '2026-10-14', kind: 'working' }
]

describe('deadline', () => {
  it('looks parked, never paused, when its module is away', () => {
    expect(look(deadline({ status: 'overdue' }), true).tone).toBe('parked')
    expect(look(deadline({ status: 'paused' })).tone).toBe('paused')
    expect(look(deadline({ status: 'due-soon' }))).toEqual({ tone: 'soon', icon: 'clock' })
    expect(look(null).tone).toBe('plain')
  })
  it('rounds down to days of nine hours, hours, minutes', () => {
    expect(roughly(958)).toEqual({ amount: 1, unit: 'day' })
    expect(roughly(418)).toEqual({ amount: 6, unit: 'hour' })
    expect(roughly(-59)).toEqual({ amount: 59, unit: 'minute' })
  })
  it('measures working time along the days of an explanation', () => {
    const w = measureAlong('2026-10-10T01:12:00Z', days)
    expect(w(Date.parse('2026-10-10T09:30:00Z'))).toBe(498) // 09:12 to 17:30
    expect(w(Date.parse('2026-10-11T12:00:00Z'))).toBe(498) // a weekend adds nothing
    expect(w(Date.parse('2026-10-12T05:00:00Z'))).toBe(498 + 270)
  })
  it('draws used, paused and used again up to now', () => {
    const now = Date.parse('2026-10-13T02:32:00Z')
    const drawn = bar(deadline({}), [{ from: '2026-10-12T05:00:00Z', to: '2026-10-13T00:30:00Z' }], now, measureAlong('2026-10-10T01:12:00Z', days))
    expect(drawn.segments.map((one) => one.kind)).toEqual(['used', 'paused', 'used'])
    const total = 498 + 540 + 540 + 270 // to 14 Oct 13:00
    expect(drawn.segments[0].width).toBeCloseTo((768 / total) * 100, 5)
    expect(drawn.segments[1].width).toBeCloseTo((270 / total) * 100, 5)
    expect(drawn.now).toBeCloseTo(((498 + 540 + 122) / total) * 100, 5)
  })
  it('keeps an open pause inside the bar and has no end beyond what is left', () => {
    const now = Date.parse('2026-10-13T02:32:00Z')
    const drawn = bar(deadline({ at: null, status: 'paused', leftMinutes: 300 }), [{ from: '2026-10-13T01:30:00Z', to: null }], now, measureAlong('2026-10-10T01:12:00Z', days))
    expect(drawn.segments.at(-1)).toMatchObject({ kind: 'paused' })
    expect(drawn.now).toBeLessThan(100)
  })
  it('fills the bar when overdue', () => {
    const drawn = bar(deadline({ status: 'overdue' }), [], Date.parse('2026-10-20T02:00:00Z'), measureAlong('2026-10-10T01:12:00Z', days))
    expect(drawn).toMatchObject({ over: true, now: 100 })
    expect(drawn.segments).toEqual([{ kind: 'used', from: 0, width: 100 }])
  })
})
