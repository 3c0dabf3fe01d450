// What a form's schema says is wrong, in words that tell what to do. @cfworker/json-schema interprets: no eval, as the policy demands.
import { Validator } from '@cfworker/json-schema'
import { t, tx } from '../i18n'
import type { JsonSchema } from '../types'

export type Errors = Record<string, string>

export const escapePointer = (part: string | number) => String(part).replace(/~/g, '~0').replace(/\//g, '~1')
const parts = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))

/** The schema at a pointer into the data. */
export function schemaAt(schema: JsonSchema, pointer: string): JsonSchema | undefined {
  let at: JsonSchema | undefined = schema
  for (const name of parts(pointer)) at = /^\d+$/.test(name) && at?.items ? at.items : at?.properties?.[name]
  return at
}

function valueAt(data: unknown, pointer: string): unknown {
  let at = data as Record<string, unknown> | undefined
  for (const name of parts(pointer)) at = at?.[name] as Record<string, unknown> | undefined
  return at
}

function range(schema: JsonSchema) {
  const low = schema.minimum ?? schema.exclusiveMinimum
  const high = schema.maximum ?? schema.exclusiveMaximum
  const unit = schema['x-unit'] ? ` ${schema['x-unit']}` : ''
  if (low !== undefined && high !== undefined) return t('form.between', { low, high: `${high}${unit}` })
  if (low !== undefined) return t(schema.minimum !== undefined ? 'form.atLeast' : 'form.moreThan', { low: `${low}${unit}` })
  return t(schema.maximum !== undefined ? 'form.atMost' : 'form.lessThan', { high: `${high}${unit}` })
}

/** The wording of a broken rule. A range says the range, and asks for the decimal point when dividing by ten or a hundred would mend it. */
export function wording(keyword: string, schema: JsonSchema, value: unknown): string {
  if (schema['x-error'] && keyword !== 'required') return tx(schema['x-error'])
  switch (keyword) {
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum': {
      const low = schema.minimum ?? schema.exclusiveMinimum ?? -Infinity
      const high = schema.maximum ?? schema.exclusiveMaximum
      const fits = (n: number) => high !== undefined && n <= high && n >= low
      const decimal = schema.type !== 'integer' && typeof value === 'number' && (fits(value / 10) || fits(value / 100))
      return decimal ? t('form.decimalPoint', { range: range(schema) }) : range(schema)
    }
    case 'required':
      return t(schema.enum || schema.format || schema['x-widget'] ? 'form.choose' : 'form.fillIn', { what: tx(schema.title) || t('form.thisField') })
    case 'maxLength':
      return t('form.tooLong', { max: schema.maxLength, now: [...String(value)].length })
    case 'minLength':
      return schema.minLength === 1 ? wording('required', schema, value) : t('form.tooShort', { min: schema.minLength })
    case 'type':
      if (schema.type === 'integer') return t('form.integer')
      return schema.type === 'number' ? t('form.number') : wording('required', schema, value)
    case 'minItems':
      return t('form.minItems', { min: schema.minItems })
    case 'maxItems':
      return t('form.maxItems', { max: schema.maxItems })
    case 'enum':
    case 'const':
      return t('form.fromList')
    case 'format':
      return schema.format === 'date' ? t('form.date') : t('form.format')
    case 'multipleOf':
      return t('form.multipleOf', { step: schema.multipleOf })
    default:
      return t('form.format')
  }
}

type Data = Record<string, unknown>

const fits = (schema: JsonSchema, data: unknown) => new Validator(schema as never, '2020-12', true).validate(data).valid

/** Whether a field belongs to the form as it is filled in now: `x-when` names the fields it depends on and the values they must have. */
export function isShown(field: JsonSchema, data: Data): boolean {
  return Object.entries(field['x-when'] ?? {}).every(([name, values]) => (Array.isArray(values) ? values : [values]).includes(data[name]))
}

/** The fields that are needed now: `required`, and what `if`, `then`, `else` ask for given the other values. */
export function requiredNow(schema: JsonSchema, data: Data): string[] {
  const rules = [schema, ...((schema.allOf as JsonSchema[] | undefined) ?? [])]
  return [...new Set(rules.flatMap((rule) => {
    const chosen = rule.if ? (fits(rule.if as JsonSchema, trimmed(data)) ? rule.then : rule.else) : undefined
    return [...(rule.required ?? []), ...((chosen as JsonSchema | undefined)?.required ?? [])]
  }))]
}

/** What is sent: without blanks, and without what was typed into fields that do not apply any more. */
export function submitted(schema: JsonSchema | null | undefined, data: Data): Data {
  const shown = Object.fromEntries(Object.entries(data ?? {}).filter(([name]) => isShown(schema?.properties?.[name] ?? {}, data)))
  return trimmed(shown) as Data
}

/** An untouched field: nothing to keep. */
export const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

const isEmptyObject = (value: unknown) => !!value && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0

/** Without what was left blank, as it is checked and sent: an empty field is an absent one. */
export function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimmed).filter((one) => !isBlank(one) && !isEmptyObject(one))
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).map(([key, one]) => [key, trimmed(one)] as const)
    return Object.fromEntries(entries.filter(([, one]) => !isBlank(one) && !isEmptyObject(one)))
  }
  return typeof value === 'string' && value.trim() === '' ? '' : value
}

// keywords that only group others: what they group is reported by itself
const GROUPS = new Set(['properties', 'items', 'allOf', 'if', 'then', 'else', 'additionalProperties', '$ref', 'prefixItems'])

/** A needed section that is blank counts as there, so that its own fields are what is missing. */
function withSections(schema: JsonSchema, data: unknown): unknown {
  if (!schema.properties || !data || typeof data !== 'object') return data
  const all = { ...data } as Record<string, unknown>
  for (const [name, one] of Object.entries(schema.properties)) {
    if (one.type !== 'object' || !one.properties || one['x-widget']) continue
    if (all[name] !== undefined || schema.required?.includes(name)) all[name] = withSections(one, all[name] ?? {})
  }
  return all
}

/** Messages by JSON pointer; empty when the data fits. */
export function validate(schema: JsonSchema, data: unknown): Errors {
  const clean = withSections(schema, submitted(schema, (data ?? {}) as Data))
  const result = new Validator(schema as never, '2020-12', false).validate(clean)
  const errors: Errors = {}
  for (const error of result.errors) {
    if (GROUPS.has(error.keyword)) continue
    let pointer = error.instanceLocation.replace(/^#/, '')
    if (error.keyword === 'required') {
      const missing = /"([^"]+)"/.exec(error.error)?.[1]
      if (missing) pointer += `/${escapePointer(missing)}`
    }
    // what does not fit its own schema counts as undeclared too: said already
    if (error.keyword === 'false' && schemaAt(schema, pointer)) continue
    errors[pointer] ??= wording(error.keyword, schemaAt(schema, pointer) ?? {}, valueAt(clean, pointer))
  }
  return errors
}

/** How many required fields a form has and how many are still blank, sections included. */
export function requiredCount(schema: JsonSchema, data: Record<string, unknown> = {}): { all: number; blank: number } {
  let all = 0
  let blank = 0
  const required = requiredNow(schema, data)
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    if (!isShown(one, data)) continue
    const needed = required.includes(name)
    if (one.type === 'object' && one.properties && !one['x-widget']) {
      if (!needed && isEmptyObject(trimmed(data[name] ?? {}))) continue
      const inner = requiredCount(one, (data[name] ?? {}) as Record<string, unknown>)
      all += inner.all
      blank += inner.blank
    } else if (needed) {
      all++
      if (isBlank(data[name])) blank++
    }
  }
  return { all, blank }
}
