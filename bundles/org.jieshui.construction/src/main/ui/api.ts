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
  state: 'waiting' | 'granted' | 'refused' | 'expired'
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
