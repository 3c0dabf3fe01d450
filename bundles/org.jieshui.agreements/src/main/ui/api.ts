// The REST of this bundle, typed.
import type { CaseDetail, CaseState, Text } from '@jieshui/shell'

export const KINDS = ['commission-agreement', 'supply-contract'] as const
export type Kind = (typeof KINDS)[number]
export const STATES = ['drafted', 'printed', 'signed', 'void'] as const
export type State = (typeof STATES)[number]
/** The type of the task in which it is signed, and what may be done with it. */
export const TASKS: Record<Kind, string> = { 'commission-agreement': 'agreements.commission', 'supply-contract': 'metering.water-on' }
export const MAY: Record<Kind, string> = { 'commission-agreement': 'agreements.commission', 'supply-contract': 'agreements.contract' }
export interface Voided {
  reason: string
  at: string
  by: string | null
}
export interface Agreement {
  id: number
  kind: Kind
  number: string
  caseId: number
  caseNumber: string
  state: State
  revision: number
  template: number
  newerTemplate: boolean
  createdAt: string
  drawnAt: string
  drawnBy: string | null
  facts: Record<string, string>
  blanks: string[]
  byHand: string[]
  outdated: { field: string; was: string | null; now: string | null }[]
  printings: { revision: number; copies: number; at: string; by: string | null }[]
  seals: { revision: number; seal: string; copies: number; usedAt: string; usedBy: string; note: string | null; at: string; by: string | null }[]
  signature: { signedOn: string; customerSigner: string; companySigner: string; document: number; differences: string[]; at: string; by: string | null } | null
  voided: Voided | null
  seal: string
  may: boolean
  open: boolean
}
export interface Row {
  id: number
  kind: Kind
  number: string
  caseId: number
  caseNumber: string
  customer: string
  district: string | null
  state: State
  createdAt: string
  signedOn: string | null
  seals: number
  delivered: boolean
  voidReason: string | null
}
export const WAYS = ['in-person', 'counter', 'courier', 'electronic'] as const
export const PAPERS = ['commission-agreement', 'meter-installation-agreement', 'deposit-receipt', 'payment-receipt', 'invoice', 'supply-contract'] as const
export interface Delivery {
  id: number
  papers: (typeof PAPERS)[number][]
  way: (typeof WAYS)[number]
  courier: string | null
  tracking: string | null
  receiver: string
  deliveredOn: string
  document: number | null
  note: string | null
  at: string
  by: string | null
  voided: Voided | null
}
export interface Template {
  kind: Kind
  title: Text
  version: number
  body: string
  note: string | null
  at: string
  by: string | null
}
export interface Overview {
  templates: Template[]
  placeholders: { name: string; text: Text; sample: string }[]
}
export interface Version {
  version: number
  note: string | null
  at: string
  by: string | null
}

/** What may still be done with an agreement: one of a closed case is final, one of a withdrawn case can only be made void. */
export const still = (state: CaseState) => ({ record: state === 'open' || state === 'not-ready', void: state !== 'closed' })

/** The tasks that must be done before this kind can be signed, by their keys; none once its task has opened. */
export function waitsFor(detail: CaseDetail, kind: Kind): { name: Text; done: boolean }[] {
  const stops = detail.rail.flatMap((stage) => stage.tasks)
  const key = kind === 'commission-agreement' ? 'commission' : 'water-on'
  const task = stops.find((one) => one.key === key)
  if (!task || task.state !== 'waiting') return []
  return task.after.map((before) => stops.find((one) => one.key === before)).flatMap((one) => (one ? [{ name: one.name, done: one.state === 'done' || one.state === 'cancelled' }] : []))
}
