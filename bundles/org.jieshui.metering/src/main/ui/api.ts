// Shapes of the bundle's REST.
import { api, type Text } from '@jieshui/shell'

export const STATES = ['stock', 'reserved', 'hung', 'removed', 'scrapped'] as const
export type State = (typeof STATES)[number]
export const KINDS = ['remote', 'mechanical'] as const
export const CALIBRES = [15, 20, 25, 32, 40, 50, 65, 80, 100, 150, 200, 300]

export interface Meter {
  id: number
  serial: string
  batch: string
  calibre: number
  kind: (typeof KINDS)[number]
  manufacturer: string
  verifiedOn: string
  validUntil: string
  validity: 'valid' | 'ending' | 'ended'
  q3: string | null
  certificate: string | null
  state: State
  since: string
  caseId: number | null
  number: string | null
}
export interface MeterEvent {
  at: string
  by: string | null
  kind: string
  words: string | null
}
export interface WholeMeter {
  meter: Meter
  events: (MeterEvent & { caseId: number | null; number: string | null })[]
}
export interface Overview {
  calibres: { calibre: number; states: Partial<Record<State, number>>; usable: number; low: boolean }[]
  states: Partial<Record<State, number>>
  total: number
  lowStock: number
  validDays: number
}
export interface Delivery {
  id: number
  file: string
  total: number
  good: number
  calibres: Record<string, number>
  first: Pick<Meter, 'serial' | 'batch' | 'calibre' | 'kind' | 'manufacturer' | 'verifiedOn'>[]
  faults: { row: number; column: string; detail: Text }[]
  confirmedAt: string | null
  added: number | null
}
export interface CaseMeter {
  planned: { calibre: number | null; kind: Meter['kind'] | null; source: string | null; well: string | null }
  choice: string | null
  meter: Meter | null
  waterOn: { at: string; by: string | null; reading: string; seal: string } | null
  events: (MeterEvent & { meter: number; serial: string })[]
  mayReserve: boolean
}

export const metering = {
  ofCase: (id: number, signal?: AbortSignal) => api.get<CaseMeter>(`/metering/cases/${id}`, { signal }),
  choices: (id: number, query: { q?: string; calibre?: number }, signal?: AbortSignal) => api.get<Meter[]>(`/metering/cases/${id}/choices`, { signal, query })
}

/** As the server writes serial numbers: full-width signs made narrow, capital letters, no blanks. */
export const serialOf = (typed: string) => typed.normalize('NFKC').replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '').toUpperCase()
