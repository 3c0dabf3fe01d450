// The REST of this bundle, typed.
import type { Named, Text } from '@jieshui/shell'

export interface Excavation {
  finding: { excavation: boolean; area: number | null; state: 'to-apply' | 'applied' | 'granted' | null; plan: string | null } | null
  need: { needed: boolean; why: string | null; at: string; by: Named | null } | null
  applications: Application[]
  checks: Check[]
  list: number
  settled: boolean
  mayChange: boolean
}
export interface Application {
  id: number
  authority: string
  number: string
  appliedOn: string
  document: number
  paused: boolean
  filedAt: string
  filedBy: Named | null
  state: 'waiting' | 'granted' | 'refused' | 'withdrawn' | 'expired'
  decidedOn: string | null
  permit: string | null
  validFrom: string | null
  validTo: string | null
  permitDocument: number | null
  refusal: string | null
  decidedBy: Named | null
}
export interface Check {
  id: string
  text: Text
  met: boolean
  note: string | null
  at: string | null
  by: Named | null
}
export type Kind = 'entry' | 'acceptance'
export interface Item {
  id: string
  text: Text
  unit?: string
}
export interface Checklist {
  kind: Kind
  version: number
  items: Item[]
  at: string
  by: string | null
}

export const STATES = ['to-plan', 'planned', 'running', 'stopped', 'reported', 'to-accept', 'accepted', 'ended'] as const
export type State = (typeof STATES)[number]
export const TONES: Record<State, 'ok' | 'soon' | 'over' | 'paused' | 'info' | 'plain'> = { 'to-plan': 'soon', planned: 'info', running: 'info', stopped: 'paused', reported: 'soon', 'to-accept': 'soon', accepted: 'ok', ended: 'plain' }
export interface Photo {
  document: number
  taken: string | null
  latitude: number | null
  longitude: number | null
}
export interface Entry {
  id: number
  day: string
  did: string
  material: string | null
  calibre: number | null
  length: number | null
  deviation: string | null
  photos: Photo[]
  at: string
  by: Named | null
}
export interface Stoppage {
  id: number
  number: string
  reason: string
  what: string
  needed: string
  began: string
  by: Named | null
  document: number | null
  paused: boolean
  resumed: string | null
  resumedBy: Named | null
  outcome: string | null
}
export interface Works {
  state: State
  plan: { unit: string; crew: string; starts: string; ends: string; note: string | null; at: string; by: Named | null } | null
  report: { text: string | null; at: string; by: Named | null } | null
  entries: Entry[]
  stoppages: Stoppage[]
  permitUntil: string | null
  units: string[]
  mayPlan: boolean
  mayFile: boolean
}
export interface WorksRow {
  caseId: number
  number: string
  customer: string
  address: string
  district: string | null
  state: State
  unit: string | null
  crew: string | null
  starts: string | null
  ends: string | null
  late: boolean
  permitUntil: string | null
}
export type Answers = Record<string, boolean | number | undefined>
export interface Acceptance {
  id: number
  day: string
  participants: string
  lines: { item: Item; answer: boolean | number | null }[]
  passed: boolean
  mend: string | null
  mendBy: string | null
  note: string | null
  at: string
  by: Named | null
  revoked: boolean
}
export interface AsBuilt {
  id: number
  measured: Record<string, unknown>
  lines: { what: 'tap' | 'calibre' | 'length' | 'drawn'; planned: number | null; built: number | null; difference: number; allowed: number; within: boolean }[]
  at: string
  by: Named | null
  receipt: number | null
  revoked: boolean
}
