// The REST of this bundle, typed.
import type { Named } from '@jieshui/shell'

export type Kind = 'enquiry' | 'internal' | 'external'
export const KINDS: Kind[] = ['enquiry', 'internal', 'external']
export const TOPICS = ['policy', 'procedure', 'limits', 'materials', 'other'] as const

export interface Entry {
  id: number
  caseId: number
  number: string
  customer: string
  district: string | null
  kind: Kind
  topic: (typeof TOPICS)[number] | null
  text: string
  department: string
  at: string
  by: Named | null
  outcome: string | null
  closedAt: string | null
  closedBy: Named | null
  mayClose: boolean
}
export interface Feedback {
  id: number
  month: string
  topic: 'planning' | 'pipeline'
  text: string
  at: string
  by: string | null
}
export interface OnFile {
  caseId: number
  number: string
  customer: string
  address: string
  district: string | null
  steward: Named | null
  reason: string
  by: Named | null
  since: string
  due: string
  missing: Feedback['topic'][]
  missed: number
  latest: Feedback[]
  mayRevive: boolean
}
