import type { JsonSchema } from '../types'

export type FieldKind = 'text' | 'area' | 'number' | 'boolean' | 'segmented' | 'select' | 'multi' | 'date' | 'date-time' | 'strings' | 'section' | 'table' | 'widget'

const typeOf = (schema: JsonSchema) => (Array.isArray(schema.type) ? schema.type.find((type) => type !== 'null') : schema.type)

/** Which control a schema gets. */
export function kindOf(schema: JsonSchema): FieldKind {
  if (schema['x-widget']) return 'widget'
  const type = typeOf(schema)
  if (schema.enum) return schema.enum.length <= 4 ? 'segmented' : 'select'
  if (type === 'boolean') return 'boolean'
  if (type === 'number' || type === 'integer') return 'number'
  if (type === 'object') return 'section'
  if (type === 'array') {
    if (schema.items?.enum) return 'multi'
    return typeOf(schema.items ?? {}) === 'object' ? 'table' : 'strings'
  }
  if (schema.format === 'date') return 'date'
  if (schema.format === 'date-time') return 'date-time'
  return (schema.maxLength ?? 0) > 200 ? 'area' : 'text'
}

/** Whether a field takes the whole row. */
export function isWide(schema: JsonSchema): boolean {
  const kind = kindOf(schema)
  if (kind === 'segmented') return (schema.enum?.length ?? 0) > 2
  return ['area', 'section', 'table', 'strings', 'multi', 'widget'].includes(kind) || (kind === 'text' && (schema.maxLength ?? 0) > 100)
}

export const namesOf = (schema: JsonSchema) => (schema.enum ?? []).map((value, index) => ({ value, name: schema['x-enum-names']?.[index] ?? String(value) }))
