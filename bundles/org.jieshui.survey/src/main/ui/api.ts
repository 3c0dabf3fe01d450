// Shapes of the survey's REST; see the bundle's README.
import { api, type Page } from '@jieshui/shell'

export interface Attendee {
  department: string
  person?: number | null
}
export interface Person {
  department: string
  id: number | null
  name: string | null
}
export interface Conflict {
  person: number
  name: string | null
  caseId: number | null
  number: string | null
  start: string
  end: string
}
export interface Appointment {
  caseId: number
  number: string
  customer: string
  address: string
  district: string | null
  start: string
  end: string
  place: string
  version: number
  attendees: Person[]
  conflicts: Conflict[]
}
export interface Move {
  version: number
  at: string
  by: string | null
  from: string
  to: string
  reason: string
}
export interface AppointmentView {
  appointment: Appointment
  moves: Move[]
}
export interface PlanVersion {
  version: number
  at: string
  by: string | null
  plan: Record<string, unknown>
  cause: string | null
  department: string | null
}
export interface Change {
  caseId: number | null
  number: string | null
  version: number
  at: string
  by: string | null
  cause: string
  department: string
  note: string | null
}
export interface ChangeCount {
  department: string
  cause: string
  count: number
}
/** Days that are no ordinary ones; office hours as 08:30:00. */
export interface CalendarYear {
  year: number
  known: boolean
  open: string
  close: string
  days: { date: string; kind: 'holiday' | 'make-up'; holiday: { 'zh-CN': string; en: string } | null }[]
}

/** Must file findings, so somebody of each must come (A4); the others are invited. */
export const REQUIRED = ['customer-service', 'design', 'network', 'engineering']
export const INVITED = ['construction-unit', 'marketing']
export const CAUSES = ['customer-need', 'finding-wrong', 'network-change', 'site-change', 'other']

const years = new Map<number, Promise<CalendarYear>>()
export const survey = {
  week: (query: { from: string; to: string; department?: string; district?: string; person?: number }, signal?: AbortSignal) =>
    api.get<Page<Appointment>>('/survey/appointments', { query, signal }).then((page) => page.items),
  appointment: (caseId: number, signal?: AbortSignal) => api.get<AppointmentView>(`/survey/appointments/${caseId}`, { signal }),
  conflicts: (query: { case: number; start: string; minutes: number; person: number[] }, signal?: AbortSignal) =>
    api.get<Page<Conflict>>('/survey/conflicts', { query, signal }).then((page) => page.items),
  plans: (caseId: number, signal?: AbortSignal) => api.get<Page<PlanVersion>>(`/survey/plans/${caseId}`, { signal }).then((page) => page.items),
  calendar(year: number) {
    if (!years.has(year)) years.set(year, api.get<CalendarYear>('/console/calendar', { query: { year } }).catch((error) => (years.delete(year), Promise.reject(error))))
    return years.get(year)!
  }
}
