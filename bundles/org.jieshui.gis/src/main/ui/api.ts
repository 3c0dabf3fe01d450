// The REST of this bundle, typed. Lengths in m, calibres in mm, pressures in MPa; coordinates in the metric plane, east first.
import { api } from '@jieshui/shell'

export interface Network {
  id: number
  name: string
  crs: string
  current: boolean
  version: number
  asOf: string
  pipes: number
  bounds: [number, number, number, number] | null
}
export interface NearPipe {
  id: number
  code: string
  calibre: number
  material: string | null
  depth: number | null
  year: number | null
  peakPressure: number | null
  flow: string | null
  supplyArea: string | null
  fullLoad: boolean | null
  distance: number
  footX: number
  footY: number
  along: number
}
export interface NearOutlet {
  id: number
  code: string
  calibre: number
  valve: 'good' | 'repair' | 'none' | null
  inspected: string | null
  pipeId: number | null
  x: number
  y: number
  distance: number
}
export interface Surroundings {
  networkId: number
  crs: string
  x: number
  y: number
  radius: number
  pipes: NearPipe[]
  outlets: NearOutlet[]
}
export interface Found {
  kind: 'pipe' | 'outlet' | 'valve' | 'pump' | 'road'
  id: number
  code: string
  x: number
  y: number
  calibre: number | null
}
export interface TapPoint {
  caseId: number
  networkId: number
  crs: string
  x: number
  y: number
  pipeId: number | null
  pipeCode: string | null
  calibre: number
  material: string | null
  outletId: number | null
  outletCode: string | null
  route: [number, number][]
  length: number
  place: string | null
  version: number
  at: string
}
export interface Pipe {
  id: number
  networkId: number
  code: string
  fromNode: string | null
  toNode: string | null
  length: number | null
  open: boolean
  calibre: number | null
  material: string | null
  depth: number | null
  year: number | null
  peakPressure: number | null
  flow: string | null
  supplyArea: string | null
  fullLoad: boolean | null
  edited: string[]
  retired: boolean
  version: number
}
export interface Work {
  id: number
  pipeId: number
  pipeCode: string
  kind: 'renewal' | 'upgrade' | 'relocation' | 'repair'
  starts: string
  ends: string
  note: string | null
  cancelled: boolean
  version: number
}
export interface Repair {
  id: number
  kind: 'damage' | 'repair'
  day: string
  note: string
}
export interface Outlet {
  id: number
  code: string
  calibre: number | null
  valve: 'good' | 'repair' | 'none' | null
  inspected: string | null
  note: string | null
  version: number
}
export interface Fitting {
  id: number
  code: string
  kind: 'valve' | 'pump'
  type: string | null
  calibre: number | null
  state: string | null
  setting: number | null
  inspected: string | null
  version: number
}
export interface Change {
  at: string
  by: string | null
  changes: Record<string, [string | null, string | null]>
}
export interface PipeView {
  pipe: Pipe
  path: number[]
  drawnLength: number
  outlets: Outlet[]
  works: Work[]
  repairs: Repair[]
  history: Change[]
}
export interface MapData {
  version: number
  x: number
  y: number
  unit: number
  least: number
  pipes: number[]
  labels?: Record<string, [string | null, number]>
  outlets: [number, string, string, number, string | null, number, number][]
  fittings: [number, string, string, number, string | null, number, number][]
  backdrop: [string, string | null, number, ...number[]][]
}
export interface Count {
  added: number
  changed: number
  same: number
  missing: number
}
export interface ImportOptions {
  networkId: number | null
  name: string | null
  crs: string | null
  metresPerUnit: number | null
  retireMissing: boolean
  mapping: { properties: Record<string, string>; diameterUnit: string | null; lengthUnit: string | null; pressureUnit: string | null; points: string | null }
}
export interface Import {
  id: number
  fileName: string
  format: 'inp' | 'geojson'
  size: number
  state: 'preview' | 'done' | 'discarded'
  options: ImportOptions
  preview: {
    title: string
    units: { flow: string | null; length: string | null; diameter: string | null; pressure: string | null; crs: string | null }
    crs: string | null
    metresPerUnit: number
    suggestedMetresPerUnit: number | null
    bounds: [number, number, number, number] | null
    pipes: number
    nodes: number
    fittings: number
    outlets: number
    pipeKilometres: number
    changes: { pipes: Count; nodes: Count; fittings: Count; outlets: Count } | null
    problemCount: number
    skipped: number
    problems: { line: number; skipped: boolean; code: string; subject: string | null; value: string | null }[]
    blocked: string[]
  }
  networkId: number | null
  at: string
  doneAt: string | null
  version: number
}

export const networks = {
  current: (signal?: AbortSignal) => api.get<Network>('/gis/networks/current', { signal }),
  list: (signal?: AbortSignal) => api.get<Network[]>('/gis/networks', { signal }),
  map: (id: number, box: number[], resolution: number, signal?: AbortSignal) =>
    api.get<MapData>(`/gis/networks/${id}/map`, { query: { box: box.map((v) => v.toFixed(1)).join(','), resolution: resolution.toFixed(3) }, signal }),
  around: (id: number, x: number, y: number, radius: number, signal?: AbortSignal) =>
    api.get<Surroundings>(`/gis/networks/${id}/around`, { query: { x: x.toFixed(2), y: y.toFixed(2), radius }, signal }),
  search: (id: number, q: string, signal?: AbortSignal) => api.get<Found[]>(`/gis/networks/${id}/search`, { query: { q }, signal })
}

/** Materials that have a name in both languages; anything else is shown as the source wrote it. */
export const MATERIALS = ['ductile-iron', 'grey-iron', 'pe', 'steel', 'stainless-steel', 'galvanised-steel', 'pvc', 'concrete', 'glass-fibre']
