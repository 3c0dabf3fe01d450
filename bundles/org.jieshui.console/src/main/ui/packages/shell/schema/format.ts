import { directory } from '../directory'
import { t, tx } from '../i18n'
import { shortTime } from '../time'
import type { JsonSchema } from '../types'
import { namesOf } from './layout'

/** A value as people read it: choices by their names, numbers with their unit. */
export function valueText(schema: JsonSchema, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
  if (schema.enum) return tx(namesOf(schema).find((one) => one.value === value)?.name) || String(value)
  if (schema['x-widget'] === 'department') return directory.departmentName(String(value))
  if (schema['x-widget'] === 'district') return directory.districtName(String(value))
  if (schema['x-widget'] === 'document' || schema['x-widget'] === 'photos') return t('doc.count', { n: Array.isArray(value) ? value.length : 1 })
  if (schema.format === 'date-time') return shortTime(String(value))
  if (Array.isArray(value)) return schema.items?.type === 'object' ? t('form.itemCount', { n: value.length }) : value.map((one) => valueText(schema.items ?? {}, one)).join(t('common.listSeparator'))
  if (typeof value === 'object' && value) return Object.values(value).filter((one) => typeof one !== 'object').join(', ')
  return schema['x-unit'] ? `${value} ${schema['x-unit']}` : String(value)
}
