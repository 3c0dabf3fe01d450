// A week of appointments, arranged for the page: pure functions over dates in Shanghai.
import { isoDate, type Text } from '@jieshui/shell'
import type { Appointment, CalendarYear } from './api'

const DAY = 86_400_000
const utc = (date: string) => Date.parse(`${date}T00:00:00Z`)

/** 2026-10-15 → the Monday of its week, 2026-10-12. */
export function mondayOf(date: string): string {
  const weekday = (new Date(utc(date)).getUTCDay() + 6) % 7
  return addDays(date, -weekday)
}
export const addDays = (date: string, days: number) => new Date(utc(date) + days * DAY).toISOString().slice(0, 10)
export const isDate = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text))
/** Midnight in Shanghai at which a day begins. */
export const startOf = (date: string) => new Date(utc(date) - 8 * 3600_000).toISOString().replace('.000', '')

export interface Day {
  date: string
  working: boolean
  /** What the holiday or the make-up workday belongs to, or null. */
  holiday: Text | null
  makeUp: boolean
}

/** @param years the calendars of the years that the week touches */
export function daysOf(monday: string, years: CalendarYear[]): Day[] {
  return Array.from({ length: 7 }, (_, index) => {
    const date = addDays(monday, index)
    const special = years.find((year) => String(year.year) === date.slice(0, 4))?.days.find((day) => day.date === date)
    return { date, working: special ? special.kind === 'make-up' : index < 5, holiday: special?.holiday ?? null, makeUp: special?.kind === 'make-up' }
  })
}

export type Grouping = 'day' | 'department' | 'district'
export interface Row {
  id: string
  /** Appointments by day, in order of time. */
  days: Record<string, Appointment[]>
}

/** Rows of the week: one for all, or one by department or by district; rows without appointments are left out. */
export function rowsOf(appointments: Appointment[], by: Grouping): Row[] {
  const rows = new Map<string, Row>()
  for (const one of appointments) {
    const ids = by === 'day' ? [''] : by === 'district' ? [one.district ?? ''] : [...new Set(one.attendees.map((attendee) => attendee.department))]
    for (const id of ids) {
      if (!rows.has(id)) rows.set(id, { id, days: {} })
      ;(rows.get(id)!.days[isoDate(one.start)] ??= []).push(one)
    }
  }
  return [...rows.values()]
}

export interface Clash {
  key: string
  number: string | null
  caseId: number | null
  start: string
  end: string
  names: string[]
}

/** The conflicts of an appointment by the other appointment: who is at both. */
export function clashesOf(one: Appointment): Clash[] {
  const found = new Map<string, Clash>()
  for (const { caseId, number, start, end, name } of one.conflicts) {
    const key = `${number ?? ''}@${start}`
    if (!found.has(key)) found.set(key, { key, caseId, number, start, end, names: [] })
    if (name) found.get(key)!.names.push(name)
  }
  return [...found.values()]
}

/** Quarter hours at which an appointment may begin within office hours, as 08:30. @param minutes how long it takes */
export function startsOf(open: string, close: string, minutes: number): string[] {
  const of = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
  const first = Math.ceil(of(open) / 15) * 15
  const last = of(close) - minutes
  return Array.from({ length: Math.max(0, Math.floor((last - first) / 15) + 1) }, (_, index) => {
    const at = first + index * 15
    return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
  })
}
