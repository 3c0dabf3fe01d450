import { beforeAll, describe, expect, it, vi } from 'vitest'
import { i18n } from '../i18n'
import { valueText } from './format'

vi.mock('../directory', () => ({ directory: { personName: (id: number) => ({ 14: '刘文博' })[id] ?? `#${id}`, departmentName: (id: string) => ({ design: '设计院' })[id] ?? id } }))
const text = (zh: string, en: string) => ({ 'zh-CN': zh, en })

describe('values as people read them', () => {
  beforeAll(() => void (i18n.global.locale.value = 'zh-CN'))
  it('names people and departments, never their ids', () => {
    expect(valueText({ type: 'integer', 'x-widget': 'person' }, 14)).toBe('刘文博')
    expect(valueText({ type: 'string', 'x-widget': 'department' }, 'design')).toBe('设计院')
  })
  it('lists records a line each, with the titles of what says nothing by itself', () => {
    const present = {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          department: { type: 'string', 'x-widget': 'department', title: text('部门', 'Department') },
          person: { type: 'integer', 'x-widget': 'person', title: text('人员', 'Person') },
          came: { type: 'boolean', title: text('已到场', 'Came') },
          minutes: { type: 'integer', 'x-unit': 'min', title: text('时长', 'Length') }
        }
      }
    }
    expect(valueText(present, [{ department: 'design', person: 14, came: true, minutes: 5 }, { department: 'network', came: false }])).toBe('设计院 · 刘文博 · 已到场 是 · 时长 5 min\nnetwork · 已到场 否')
  })
  it('says where a point is', () => {
    expect(valueText({ type: 'object', 'x-widget': 'map-point' }, { x: 120.5, y: -3.25, pipe: 'P-17' })).toBe('P-17 · X 120.50, Y -3.25')
  })
  it('keeps the unit of a choice', () => expect(valueText({ enum: [100], 'x-unit': 'mm' }, 100)).toBe('100 mm'))
})
