// Drawings of a case, by document: the current version first, with who signed exactly that version.
import type { DocumentInfo } from '@jieshui/shell'

export interface SignOff {
  version: number
  at: string
  by: string | null
  drawer: string | null
  opinion: string | null
  documents: { document: number; revision: number; sha256: string }[]
}
export type Versioned = DocumentInfo & { series?: number; voidReason?: string | null }
export interface Drawing {
  series: number
  versions: Versioned[]
}

export const DRAWING = 'design-drawing'
export const MAP = 'topographic-map'

/** Documents of a type by series, each newest version first. */
export function seriesOf(documents: Versioned[], type: string): Drawing[] {
  const found = new Map<number, Versioned[]>()
  for (const one of documents.filter((document) => document.type === type)) found.set(one.series ?? one.id, [...(found.get(one.series ?? one.id) ?? []), one])
  return [...found].map(([series, versions]) => ({ series, versions: versions.sort((a, b) => b.version - a.version) })).sort((a, b) => a.series - b.series)
}

/** The sign-off that names exactly this version, the newest if there are several. */
export const signOffOf = (document: Versioned, signOffs: SignOff[]) => signOffs.find((one) => one.documents.some((signed) => signed.document === document.id)) ?? null

/** Current versions that nobody has signed. */
export const unsigned = (drawings: Drawing[], signOffs: SignOff[]) => drawings.flatMap((one) => one.versions.filter((version) => version.current && !signOffOf(version, signOffs)))
