import type { Deadline, TaskRow } from './types'

export interface Look {
  /** Class of the chip: colour. */
  tone: 'ok' | 'soon' | 'over' | 'paused' | 'parked' | 'plain'
  icon: string
}

/** Colour and icon of a deadline; the text is the server's label. Parked is not paused: the clock runs on. */
export function look(deadline: Deadline | null | undefined, parked = false): Look {
  if (parked) return { tone: 'parked', icon: 'parked' }
  switch (deadline?.status) {
    case 'overdue':
      return { tone: 'over', icon: 'warning' }
    case 'missed':
      return { tone: 'over', icon: 'warning' }
    case 'due-soon':
      return { tone: 'soon', icon: 'clock' }
    case 'paused':
      return { tone: 'paused', icon: 'pause' }
    case 'resting':
      return { tone: 'plain', icon: 'pause' }
    case 'met':
      return { tone: 'ok', icon: 'check' }
    case 'ok':
      return { tone: 'ok', icon: 'clock' }
    default:
      return { tone: 'plain', icon: 'clock' }
  }
}

/** The whole working days or hours in a number of minutes, as a chip says it: 16 h of a 9 h day are 1 day. */
export function roughly(minutes: number, dayMinutes = 540): { amount: number; unit: 'day' | 'hour' | 'minute' } {
  const size = Math.abs(minutes)
  if (size >= dayMinutes) return { amount: Math.floor(size / dayMinutes), unit: 'day' }
  if (size >= 60) return { amount: Math.floor(size / 60), unit: 'hour' }
  return { amount: size, unit: 'minute' }
}

/** Inbox order: what is left, least first; paused and parked last, as the server sorts. */
export function byUrgency(a: TaskRow, b: TaskRow) {
  const rank = (row: TaskRow) => (row.deadline.status === 'none' ? 2 : row.deadline.paused ? 1 : 0)
  return rank(a) - rank(b) || (a.deadline.at ?? '9').localeCompare(b.deadline.at ?? '9') || a.id - b.id
}

export interface Segment {
  kind: 'used' | 'paused'
  from: number
  width: number
}
export interface Bar {
  segments: Segment[]
  /** Where now is, in % of the bar; null when the clock is done. */
  now: number | null
  target: number | null
  over: boolean
}

/** Working minutes from the start of a clock to a moment. */
export type Measure = (moment: number) => number

const HOUR = 3_600_000

/**
 * Measures along the days of an explanation, in office hours. Only for drawing: the numbers that are written come from the server.
 */
export function measureAlong(start: string, days: { date: string; kind: string }[], open = 8.5, close = 17.5): Measure {
  const begin = Date.parse(start)
  const hours = days
    .filter((day) => day.kind === 'working' || day.kind === 'make-up')
    .map((day) => Date.parse(`${day.date}T00:00:00+08:00`))
    .map((midnight) => ({ from: Math.max(midnight + open * HOUR, begin), to: Math.max(midnight + close * HOUR, begin) }))
  return (moment) => hours.reduce((sum, day) => sum + Math.max(0, Math.min(moment, day.to) - day.from), 0) / 60_000
}

/**
 * The bar of a clock in working time: from its start to its limit, pauses included. Used time is solid, pauses are hatched.
 */
export function bar(deadline: Deadline, pauses: { from: string; to: string | null }[], now: number, measure?: Measure): Bar {
  if (!deadline.start) return { segments: [], now: null, target: null, over: false }
  const start = Date.parse(deadline.start)
  const w = measure ?? ((moment: number) => Math.max(0, moment - start) / 60_000)
  const limit = deadline.at ? w(Date.parse(deadline.at)) : w(now) + Math.max(0, deadline.leftMinutes ?? 0)
  const end = Math.max(limit, 1)
  const done = deadline.status === 'met' || deadline.status === 'missed'
  const upTo = done ? end : Math.min(w(now), end)
  const at = (minutes: number) => Math.max(0, Math.min(100, (minutes / end) * 100))
  const stops = pauses
    .map((pause) => ({ from: w(Date.parse(pause.from)), to: Math.min(pause.to ? w(Date.parse(pause.to)) : upTo, upTo) }))
    .filter((pause) => pause.to > pause.from)
    .sort((a, b) => a.from - b.from)
  const segments: Segment[] = []
  const add = (kind: Segment['kind'], from: number, to: number) => to > from && segments.push({ kind, from: at(from), width: at(to) - at(from) })
  let cursor = 0
  for (const stop of stops) {
    add('used', cursor, Math.min(stop.from, upTo))
    add('paused', Math.max(stop.from, cursor), stop.to)
    cursor = Math.max(cursor, stop.to)
  }
  add('used', cursor, upTo)
  return { segments, now: done ? null : at(w(now)), target: deadline.targetAt ? at(w(Date.parse(deadline.targetAt))) : null, over: !done && deadline.status === 'overdue' }
}
