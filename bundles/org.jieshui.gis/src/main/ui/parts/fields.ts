// What can be changed of a thing, with the ranges that the server keeps too.
export interface Field {
  name: string
  kind: 'number' | 'text' | 'flag' | 'choice' | 'date'
  unit?: string
  least?: number
  /** As it is written: 1.0, not 1, where the decimal point is what people slip on. */
  range?: [string, string]
  most?: number
  /** Choices: values and the prefix of their message keys. */
  values?: string[]
  keys?: string
  free?: boolean
}
import { MATERIALS } from '../api'

const CALIBRE: Field = { name: 'calibre', kind: 'number', unit: 'mm', least: 15, most: 3000 }
export const PIPE_FIELDS: Field[] = [
  CALIBRE,
  { name: 'material', kind: 'choice', values: MATERIALS, keys: 'gis.material', free: true },
  { name: 'depth', kind: 'number', unit: 'm', least: 0.3, most: 8 },
  { name: 'year', kind: 'number', least: 1900, most: 2100 },
  { name: 'peakPressure', kind: 'number', unit: 'MPa', least: 0.05, most: 1, range: ['0.05', '1.0'] },
  { name: 'flow', kind: 'text', most: 100 },
  { name: 'supplyArea', kind: 'text', most: 200 },
  { name: 'fullLoad', kind: 'flag' }
]
export const OUTLET_FIELDS: Field[] = [
  CALIBRE,
  { name: 'valve', kind: 'choice', values: ['good', 'repair', 'none'], keys: 'gis.valve' },
  { name: 'inspected', kind: 'date' },
  { name: 'note', kind: 'text', most: 500 }
]
export const FITTING_FIELDS: Field[] = [
  { name: 'type', kind: 'text', most: 40 },
  CALIBRE,
  { name: 'state', kind: 'choice', values: ['open', 'closed', 'repair'], keys: 'gis.state' },
  { name: 'inspected', kind: 'date' }
]
