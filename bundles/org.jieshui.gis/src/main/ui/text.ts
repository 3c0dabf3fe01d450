// How the network's values are written.
import { t } from '@jieshui/shell'
import { MATERIALS } from './api'

export const NOTHING = '—'
export const dn = (calibre: number | null) => (calibre ? `DN${Math.round(calibre)}` : t('gis.dnUnknown'))
export const material = (id: string | null) => (!id ? NOTHING : MATERIALS.includes(id) ? t(`gis.material.${id}`) : id)
export const number = (value: number | null | undefined, digits: number) => (value === null || value === undefined ? NOTHING : value.toFixed(digits))
export const metres = (value: number) => `${value.toFixed(1)} m`
/** 39512846.2 → 39 512 846.20 */
export const coordinate = (value: number) => value.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009')
/** A pixel of the legend and of the lists: colour token and width by calibre, as on the map. */
export const band = (calibre: number) => (calibre >= 500 ? '600' : calibre >= 250 ? '300' : calibre >= 150 ? '200' : '100')
export const WIDTHS: Record<string, number> = { '600': 6, '300': 4, '200': 3, '100': 2 }
