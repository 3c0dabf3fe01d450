import { describe, expect, it } from 'vitest'
import { clockTime, duration, fullTime, instantOf, isoDate, longTime, shortTime, wallClockOf, weekdayLetter } from './time'

describe('time, always as in Shanghai', () => {
  const at = '2026-10-14T09:30:00Z'
  it('shows the wall clock of Shanghai whatever the zone of the machine', () => {
    expect(clockTime(at)).toBe('17:30')
    expect(isoDate('2026-10-13T16:00:00Z')).toBe('2026-10-14')
    expect(fullTime(at)).toBe('2026-10-14 17:30')
  })
  it('leaves this year out and writes another', () => {
    expect(shortTime(at, '2026-10-13T02:32:00Z')).toBe('10-14 17:30')
    expect(shortTime(at, '2027-01-01T02:32:00Z')).toBe('2026-10-14 17:30')
    expect(shortTime(null)).toBe('')
    // New Year's morning in Shanghai is still the old year in UTC
    expect(shortTime('2026-12-31T17:00:00Z', '2027-01-02T02:00:00Z')).toBe('01-01 01:00')
  })
  it('words dates in both languages', () => {
    expect(longTime(at, 'zh-CN')).toBe('10月14日（周三）17:30')
    expect(longTime(at, 'en')).toBe('Wed, 14 Oct, 17:30')
    expect(weekdayLetter('2026-10-11', 'zh-CN')).toBe('日')
  })
  it('words durations', () => {
    expect(duration(958, 'zh-CN')).toBe('15小时58分')
    expect(duration(540, 'zh-CN')).toBe('9小时00分')
    expect(duration(5, 'zh-CN')).toBe('5分')
    expect(duration(-122, 'en')).toBe('2 h 02 min')
  })
  it('turns a picked wall clock into an instant and back', () => {
    expect(instantOf('2026-10-13T10:32')).toBe('2026-10-13T02:32:00.000Z')
    expect(instantOf('2026-10-13 10:32:00')).toBe('2026-10-13T02:32:00.000Z')
    expect(wallClockOf('2026-10-13T02:32:00Z')).toBe('2026-10-13T10:32:00')
  })
})
