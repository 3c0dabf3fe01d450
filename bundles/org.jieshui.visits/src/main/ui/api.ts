// The REST of this bundle, typed.
import { api, type Named, type Text } from '@jieshui/shell'

export type Kind = 'score' | 'choice' | 'text'
export const KINDS: Kind[] = ['score', 'choice', 'text']
export const BEST = 5
export interface Option {
  id: string
  text: Text
}
export interface Question {
  id: string
  text: Text
  kind: Kind
  required: boolean
  options: Option[]
}
export interface Questionnaire {
  version: number
  questions: Question[]
  at: string
  by: string | null
}
export type Answers = Record<string, number | string | undefined>
export interface FollowUp {
  id: number
  caseId: number
  number: string
  customer: string
  district: string | null
  department: string
  complaint: string
  openedAt: string
  openedBy: Named | null
  due: string
  overdue: boolean
  outcome: string | null
  settledAt: string | null
  settledBy: Named | null
  maySettle: boolean
}
export const SATISFACTION = ['satisfied', 'fair', 'dissatisfied'] as const
export interface Satisfaction {
  from: string
  to: string
  satisfaction: Partial<Record<(typeof SATISFACTION)[number], number>>
  scores: Record<string, { mean: number; answers: number }>
}

const versions = new Map<number, Promise<Questionnaire>>()
/** A version never changes: each is fetched once. */
export function questionnaire(version: number): Promise<Questionnaire> {
  const known = versions.get(version) ?? api.get<Questionnaire>(`/visits/questionnaire/${version}`)
  versions.set(version, known)
  known.catch(() => versions.delete(version))
  return known
}
