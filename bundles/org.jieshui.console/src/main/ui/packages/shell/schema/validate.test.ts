import { beforeAll, describe, expect, it } from 'vitest'
import { i18n } from '../i18n'
import type { JsonSchema } from '../types'
import { isWide, kindOf } from './layout'
import { isShown, requiredCount, requiredNow, submitted, trimmed, validate } from './validate'

const text = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const schema: JsonSchema = {
  type: 'object',
  required: ['pressure', 'material', 'opinion', 'pipes'],
  properties: {
    pressure: { type: 'number', minimum: 0.05, maximum: 1, 'x-unit': 'MPa', title: text('高峰压力', 'Peak pressure') },
    material: { enum: ['pe', 'steel'], title: text('材料', 'Material') },
    opinion: { type: 'string', minLength: 1, maxLength: 5, title: text('意见', 'Opinion') },
    pipes: { type: 'object', required: ['depth'], title: text('管道', 'Pipes'), properties: { depth: { type: 'integer', minimum: 1, title: text('埋深', 'Depth') } } },
    phone: { type: 'string', pattern: '^1\\d{10}$', 'x-error': text('手机号是 11 位数字，请核对', 'A mobile number has 11 digits; check it') },
    list: { type: 'array', items: { type: 'object', required: ['a'], properties: { a: { type: 'string', maxLength: 2 } } } }
  }
}
const good = { pressure: 0.3, material: 'pe', opinion: '同意', pipes: { depth: 2 } }

describe('what a form says is wrong', () => {
  beforeAll(() => void (i18n.global.locale.value = 'zh-CN'))
  it('says nothing when all is right', () => expect(validate(schema, good)).toEqual({}))
  it('tells the range and the decimal point', () => {
    expect(validate(schema, { ...good, pressure: 2.8 })['/pressure']).toBe('应在 0.05–1 MPa，请核对小数点')
    expect(validate(schema, { ...good, pressure: -3 })['/pressure']).toBe('应在 0.05–1 MPa')
    expect(validate(schema, { ...good, pressure: 'abc' })['/pressure']).toBe('应为数字，如 0.35')
  })
  it('names what is missing, in sections too; blanks count as missing', () => {
    expect(validate(schema, { opinion: '', pipes: {} })).toEqual({ '/pressure': '请填高峰压力', '/material': '请选材料', '/opinion': '请填意见', '/pipes/depth': '请填埋深' })
    expect(validate(schema, { ...good, pipes: { depth: 0 } })).toEqual({ '/pipes/depth': '应不小于 1' })
  })
  it('uses the words of the schema where it has some', () => expect(validate(schema, { ...good, phone: '12' })['/phone']).toBe('手机号是 11 位数字，请核对'))
  it('points into lists', () => expect(validate(schema, { ...good, list: [{ a: 'x' }, { a: 'long' }] })).toEqual({ '/list/1/a': '最多 2 字，现有 4 字' }))
  it('speaks English', () => {
    i18n.global.locale.value = 'en'
    expect(validate(schema, { ...good, pressure: 2.8, material: 'x' })).toEqual({ '/pressure': 'Should be 0.05–1 MPa; check the decimal point', '/material': 'Choose one of the list' })
    i18n.global.locale.value = 'zh-CN'
  })
})

describe('fields that depend on others', () => {
  const lines: JsonSchema = {
    type: 'object',
    required: ['fit', 'lines'],
    properties: {
      fit: { type: 'boolean', title: text('具备条件', 'Fit') },
      why: { type: 'string', minLength: 1, maxLength: 50, title: text('原因', 'Why'), 'x-when': { fit: false } },
      lines: { type: 'string', enum: ['in-service', 'laid', 'none'], title: text('管线', 'Lines') },
      progress: { type: 'string', minLength: 1, maxLength: 50, title: text('进度', 'Progress'), 'x-when': { lines: ['laid', 'none'] } }
    },
    allOf: [
      { if: { properties: { fit: { const: false } }, required: ['fit'] }, then: { required: ['why'] } },
      { if: { properties: { lines: { enum: ['laid', 'none'] } }, required: ['lines'] }, then: { required: ['progress'] } }
    ]
  }
  it('are shown, needed and counted only when they apply', () => {
    expect(isShown(lines.properties!.why, { fit: true })).toBe(false)
    expect(isShown(lines.properties!.progress, { lines: 'laid' })).toBe(true)
    expect(requiredNow(lines, { fit: false, lines: 'in-service' })).toEqual(['fit', 'lines', 'why'])
    expect(requiredCount(lines, { fit: false, lines: 'laid' })).toEqual({ all: 4, blank: 2 })
    expect(requiredCount(lines, {})).toEqual({ all: 2, blank: 2 })
  })
  it('are neither checked nor sent once they do not apply any more', () => {
    const data = { fit: true, why: 'x'.repeat(99), lines: 'in-service' }
    expect(validate(lines, data)).toEqual({})
    expect(submitted(lines, data)).toEqual({ fit: true, lines: 'in-service' })
  })
})

describe('forms', () => {
  it('does not blame a list, or the form, for one bad field in it when nothing else is allowed there', () => {
    const row: JsonSchema = { type: 'object', additionalProperties: false, properties: { x: { type: 'number' } } }
    const closed: JsonSchema = { type: 'object', additionalProperties: false, properties: { points: { type: 'array', items: row, 'x-error': text('至少两个点', 'At least two points') } } }
    expect(Object.keys(validate(closed, { points: [{ x: '3E7' }] }))).toEqual(['/points/0/x'])
    expect(Object.keys(validate(closed, { other: 1 }))).toEqual(['/other'])
  })
  it('drops what was left blank and keeps what was typed as it is', () => {
    expect(trimmed({ a: '', b: ' x ', c: [], d: { e: '  ' }, f: false, g: 0, h: [{}, { i: 1 }] })).toEqual({ b: ' x ', f: false, g: 0, h: [{ i: 1 }] })
  })
  it('counts required fields, sections included', () => expect(requiredCount(schema, { pressure: 1 })).toEqual({ all: 4, blank: 3 }))
  it('chooses controls', () => {
    expect(kindOf({ enum: [1, 2] })).toBe('segmented')
    expect(kindOf({ enum: [1, 2, 3, 4, 5] })).toBe('select')
    expect(kindOf({ type: ['string', 'null'], maxLength: 300 })).toBe('area')
    expect(kindOf({ type: 'array', items: { type: 'object' } })).toBe('table')
    expect(isWide({ type: 'number' })).toBe(false)
  })
})
