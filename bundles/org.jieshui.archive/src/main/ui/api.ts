// The REST of this bundle, typed.
import type { Named, Text } from '@jieshui/shell'

export type State = 'open' | 'ended' | 'incomplete' | 'ready' | 'sealed' | 'broken'
export interface Seal {
  version: number
  at: string
  by: Named
  sha256: string
  documents: number
  entries: number
  reopenedAt: string | null
  reopenedBy: Named | null
  reopenReason: string | null
}
export interface Row {
  caseId: number
  number: string
  customer: string
  address: string
  district: string | null
  finished: string
  state: State
  missing: { type: string; name: Text }[]
  seal: Seal | null
}
export interface Need {
  type: string
  name: Text
  stage: string
  present: boolean
  waived: string | null
  waivedBy: Named | null
}
export interface Check {
  version: number
  at: string
  by: Named
  faults: { kind: string; document: number | null; text: Text }[]
}
export interface Detail {
  caseId: number
  number: string
  state: State
  needs: Need[]
  seals: Seal[]
  verification: Check | null
}
export const STATES = ['waiting', 'incomplete', 'ready', 'sealed', 'broken', 'all'] as const
export const packageOf = (caseId: number, version: number) => `/api/archives/${caseId}/package?version=${version}`
