// Shapes of the bundle's REST. Sums and quantities come as text, so that no digit is lost.
import type { Text } from '@jieshui/shell'

export const BASES = ['case', 'meter', 'pipe', 'length', 'excavation', 'entered'] as const
export type Basis = (typeof BASES)[number]
export const CALIBRES = [15, 20, 25, 32, 40, 50, 65, 80, 100, 150, 200, 300, 400, 500, 600]
export const byCalibre = (basis: Basis | null) => basis === 'meter' || basis === 'pipe' || basis === 'length'
export const mayInclude = (basis: Basis | null) => basis === 'length' || basis === 'excavation'

export interface Item {
  code: string | null
  name: string | null
  unit: string | null
  basis: Basis | null
  calibre: number | null
  included: string | null
  price: string | null
  variant: string | null
  note: string | null
}
export type ListState = 'draft' | 'waiting' | 'in-force' | 'past'
export interface ListInfo {
  id: number
  version: number
  title: string
  note: string | null
  state: ListState
  effective: string | null
  revision: number
  items: number
  createdAt: string
  publishedAt: string | null
  publishedBy: string | null
}
export interface WholeList {
  list: ListInfo
  items: Item[]
  events: { at: string; by: string | null; kind: string; detail: string | null }[]
  mayPublish: boolean
}
export interface Differences {
  added: Item[]
  changed: { before: Item; after: Item }[]
  removed: Item[]
  same: number
}
export interface Line {
  code: string
  name: string
  unit: string
  calibre: number | null
  quantity: string
  source: string
  detail: string | null
  price: string
  amount: string
  variant: string | null
}
export interface Total {
  variant: string | null
  total: string
}
export interface Entered {
  code: string
  quantity: number
  source: string
}
export interface ListRef {
  id: number
  version: number
  title: string
  effective: string
}
export interface Inputs {
  calibre: number | null
  length: string | null
  meterCalibre: number | null
  excavation: boolean
  area: string | null
}
export interface Preview {
  day: string
  list: ListRef | null
  inputs: Inputs
  lines: Line[]
  totals: Total[]
  faults: { pointer: string; detail: Text }[]
  open: Item[]
}
export interface Answer {
  at: string
  by: string | null
  accepted: boolean
  variant: string | null
  total: string | null
  channel: string
  note: string | null
  voidAt: string | null
}
export interface IssuedFee {
  id: number
  at: string
  by: string | null
  day: string
  list: ListRef
  inputs: Inputs
  note: string | null
  voidAt: string | null
  voidReason: string | null
  lines: Line[]
  totals: Total[]
  quotations: { document: number; at: string; by: string | null }[]
  answers: Answer[]
}

/** 12,345.60 of 12345.6: by text, never by floating point. */
export function money(sum: string | number | null | undefined): string {
  if (sum === null || sum === undefined || sum === '') return ''
  const [whole, part = ''] = String(sum).split('.')
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${part.padEnd(2, '0')}`
}
/** 14.5 of 14.500 */
export const plain = (quantity: string | number) => (String(quantity).includes('.') ? String(quantity).replace(/\.?0+$/, '') : String(quantity))
