import { describe, expect, it, vi } from 'vitest'
import type { Appointment, CalendarYear } from './api'
import { addDays, clashesOf, daysOf, isDate, mondayOf, rowsOf, startOf, startsOf } from './week'

vi.mock('@jieshui/shell', () => ({ isoDate: (at: string) => new Date(Date.parse(at) + 8 * 3600_000).toISOString().slice(0, 10) }))

describe('the week', () => {
  it('begins on Monday, over the end of a year too', () => {
    expect(mondayOf('2026-10-18')).toBe('2026-10-12')
    expect(mondayOf('2026-10-12')).toBe('2026-10-12')
    expect(mondayOf('2027-01-01')).toBe('2026-12-28')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(startOf('2026-10-12')).toBe('2026-10-11T16:00:00Z')
    expect(isDate('2026-13-40')).toBe(false)
  })
  it('knows holidays and make-up workdays', () => {
    const text = { 'zh-CN': '国庆节', en: 'National Day' }
    const year: CalendarYear = { year: 2026, known: true, open: '08:30:00', close: '17:30:00', days: [{ date: '2026-10-07', kind: 'holiday', holiday: text }, { date: '2026-10-10', kind: 'make-up', holiday: text }] }
    expect(daysOf('2026-10-05', [year]).map((day) => day.working)).toEqual([true, true, false, true, true, true, false])
    expect(daysOf('2026-10-05', [year])[5]).toMatchObject({ makeUp: true, holiday: text })
  })
  it('is arranged by day, by department and by district', () => {
    const at = (caseId: number, start: string, district: string | null, ...departments: string[]) =>
      ({ caseId, start, district, attendees: departments.map((department) => ({ department, id: 1, name: '' })) }) as unknown as Appointment
    const list = [at(1, '2026-10-13T02:00:00Z', 'lixia', 'design', 'design', 'network'), at(2, '2026-10-13T17:00:00Z', null, 'network')]
    expect(rowsOf(list, 'day')).toEqual([{ id: '', days: { '2026-10-13': [list[0]], '2026-10-14': [list[1]] } }])
    expect(rowsOf(list, 'department').map((row) => [row.id, Object.values(row.days).flat().map((one) => one.caseId)])).toEqual([['design', [1]], ['network', [1, 2]]])
    expect(rowsOf(list, 'district').map((row) => row.id)).toEqual(['lixia', ''])
  })
  it('tells conflicts once for each other appointment', () => {
    const clash = (name: string, number: string | null, start: string) => ({ person: 1, name, caseId: null, number, start, end: start })
    const one = { conflicts: [clash('刘文博', 'JS-2', '10:00'), clash('周敏', 'JS-2', '10:00'), clash('周敏', null, '10:30')] } as unknown as Appointment
    expect(clashesOf(one).map((other) => [other.number, other.names])).toEqual([['JS-2', ['刘文博', '周敏']], [null, ['周敏']]])
  })
  it('offers the quarter hours that end within office hours', () => {
    const starts = startsOf('08:30:00', '17:30:00', 60)
    expect([starts[0], starts[1], starts.at(-1)]).toEqual(['08:30', '08:45', '16:30'])
    expect(startsOf('08:40:00', '09:30:00', 45)).toEqual(['08:45'])
    expect(startsOf('09:00:00', '09:30:00', 60)).toEqual([])
  })
})
