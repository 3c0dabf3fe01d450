import { directory } from '../directory'
import { t, tx } from '../i18n'
import { shortTime } from '../time'
import type { JsonSchema } from '../types'
import { namesOf } from './layout'
import { isBlank } from './validate'

type Data = Record<string, unknown>

/** A value as people read it: choices and people by their names, numbers with their unit. */
export function valueText(schema: JsonSchema, value: unknown): string {
  if (isBlank(value)) return ''
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
  if (schema.enum) return withUnit(schema, tx(namesOf(schema).find((one) => one.value === value)?.name) || String(value))
  if (schema['x-widget'] === 'person') return Array.isArray(value) ? value.map((id) => directory.personName(id)).join(t('common.listSeparator')) : directory.personName(Number(value))
  if (schema['x-widget'] === 'department') return directory.departmentName(String(value))
  if (schema['x-widget'] === 'district') return directory.districtName(String(value))
  if (schema['x-widget'] === 'document' || schema['x-widget'] === 'photos') return t('doc.count', { n: Array.isArray(value) ? value.length : 1 })
  if (schema['x-widget'] === 'map-point') return pointText(value as Data)
  if (schema.format === 'date-time') return shortTime(String(value))
  if (Array.isArray(value)) return schema.items?.type === 'object' ? linesOf(schema, value).join('\n') : value.map((one) => valueText(schema.items ?? {}, one)).join(t('common.listSeparator'))
  if (typeof value === 'object' && value) return Object.values(value).filter((one) => typeof one !== 'object').join(', ')
  return withUnit(schema, String(value))
}

const withUnit = (schema: JsonSchema, text: string) => (schema['x-unit'] ? `${text} ${schema['x-unit']}` : text)

function pointText({ x, y, pipe }: Data) {
  const place = typeof x === 'number' && typeof y === 'number' ? `X ${x.toFixed(2)}, Y ${y.toFixed(2)}` : ''
  return [pipe, place].filter(Boolean).join(' · ')
}

/** A list of records, a line each. What says nothing by itself (a number, yes or no) comes with its title. */
export function linesOf(schema: JsonSchema, list: unknown[]): string[] {
  const fields = Object.entries(schema.items?.properties ?? {})
  return list.map((record) =>
    fields
      .map(([name, field]) => {
        const value = (record as Data)?.[name]
        const text = valueText(field, value)
        const bare = typeof value === 'boolean' || (typeof value === 'number' && !field['x-widget'])
        return text && bare ? `${tx(field.title)} ${text}` : text
      })
      .filter(Boolean)
      .join(' · ')
  )
}
