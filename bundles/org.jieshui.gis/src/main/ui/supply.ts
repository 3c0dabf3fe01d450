// What supplies an area (R176): its shape in the address, its report as a summary and as a file.
import { api, isoDate, t } from '@jieshui/shell'
import { type Outlet, type Repair, type Work } from './api'
import { dn, material, NOTHING, number } from './text'

/** x, y, x, y … in the plane, m. */
export type Ring = number[]
export interface Supply {
  networkId: number
  crs: string
  asOf: string
  size: number
  pipeCount: number
  length: number
  groups: { calibre: number; material: string | null; pipes: number; length: number }[]
  pressure: { least: number | null; most: number | null; pipes: number }
  fullLoadCount: number
  fullLoad: { id: number; code: string; calibre: number; material: string | null; length: number }[]
  workCount: number
  works: Work[]
  repairCount: number
  repairs: { pipeCode: string; repair: Repair }[]
  outletCount: number
  valves: Record<string, number>
  outlets: Outlet[]
  unknown: Record<string, number>
}

export const MOST_POINTS = 100
export const ringText = (ring: Ring) => ring.map((v) => v.toFixed(1)).join(',')
export function parseRing(text: unknown): Ring | null {
  const ring = typeof text === 'string' && text ? text.split(',').map(Number) : []
  return ring.length >= 6 && ring.length % 2 === 0 && ring.every(Number.isFinite) ? ring : null
}
export const circle = ([x, y]: [number, number], radius: number): Ring =>
  Array.from({ length: 48 }, (_, i) => (i * Math.PI) / 24).flatMap((a) => [x + radius * Math.cos(a), y + radius * Math.sin(a)])
export const supplyOf = (networkId: number, ring: Ring, signal?: AbortSignal) => api.get<Supply>(`/gis/networks/${networkId}/supply`, { query: { ring: ringText(ring) }, signal })

export const squareKilometres = (size: number) => `${(size / 1e6).toFixed(size < 100_000 ? 3 : 2)} km²`
export const kilometres = (length: number) => `${(length / 1000).toFixed(2)} km`
export const pressureText = ({ least, most }: Supply['pressure']) => (least === null || most === null ? NOTHING : least === most ? `${number(least, 2)} MPa` : `${number(least, 2)}–${number(most, 2)} MPa`)
export const valvesText = (supply: Supply) =>
  Object.entries(supply.valves).map(([valve, n]) => `${t(`gis.valve.${valve}`)} ${n}`).join(t('common.listSeparator'))
export const unknownText = (supply: Supply) =>
  Object.entries(supply.unknown).map(([field, n]) => `${t(`gis.field.${field}`)} ${n}`).join(t('common.listSeparator'))

/** One line for the form of the look in advance: what was read, on which state of the network. */
export const summaryOf = (supply: Supply) =>
  t('gis.supply.summary', {
    size: squareKilometres(supply.size),
    pipes: supply.pipeCount,
    length: kilometres(supply.length),
    calibres: [...new Set(supply.groups.map((one) => dn(one.calibre)))].join(t('common.listSeparator')) || NOTHING,
    full: supply.fullLoadCount,
    pressure: pressureText(supply.pressure),
    works: supply.workCount,
    repairs: supply.repairCount,
    outlets: supply.outletCount,
    good: supply.valves.good ?? 0,
    day: isoDate(supply.asOf)
  }).slice(0, 1000)

/** For a spreadsheet: section, name, details; a text that a spreadsheet would take for a formula is quoted. */
export function csvOf(supply: Supply): string {
  const rows: (string | number | null)[][] = [[t('gis.supply.section'), t('gis.field.code'), t('gis.field.calibre'), t('gis.field.material'), t('gis.supply.count'), t('gis.supply.lengthM'), t('gis.field.starts'), t('gis.field.ends'), t('gis.field.note')]]
  supply.groups.forEach((one) => rows.push([t('gis.kind.pipe'), null, dn(one.calibre), material(one.material), one.pipes, one.length.toFixed(1)]))
  supply.fullLoad.forEach((one) => rows.push([t('gis.fullLoad'), one.code, dn(one.calibre), material(one.material), 1, one.length.toFixed(1)]))
  supply.works.forEach((one) => rows.push([t('gis.asset.works'), one.pipeCode, null, null, 1, null, one.starts, one.ends, `${t(`gis.work.${one.kind}`)} ${one.note ?? ''}`.trim()]))
  supply.repairs.forEach((one) => rows.push([t('gis.asset.repairs'), one.pipeCode, null, null, 1, null, one.repair.day, null, `${t(`gis.repair.${one.repair.kind}`)} ${one.repair.note}`]))
  supply.outlets.forEach((one) => rows.push([t('gis.outlet'), one.code, dn(one.calibre), null, 1, null, null, null, t(`gis.valve.${one.valve ?? 'unknown'}`)]))
  Object.entries(supply.unknown).forEach(([field, n]) => rows.push([t('gis.supply.unknown'), t(`gis.field.${field}`), null, null, n]))
  rows.push([t('gis.around.pressure'), null, null, null, supply.pressure.pipes, null, null, null, pressureText(supply.pressure)])
  const cell = (value: string | number | null | undefined) => {
    const text = String(value ?? '')
    return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`
  }
  return '\uFEFF' + rows.map((row) => rows[0].map((_, column) => cell(row[column])).join(',')).join('\r\n') + '\r\n'
}
