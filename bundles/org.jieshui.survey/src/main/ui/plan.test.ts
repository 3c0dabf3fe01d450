import { describe, expect, it, vi } from 'vitest'
import type { CaseTask } from '@jieshui/shell'
import { changedFields, findingsOf, foundFor, warningsOf } from './plan'

vi.mock('@jieshui/shell', () => ({ same: (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b) }))
const task = (type: string, form: Record<string, unknown> | null, state = 'done') => ({ type, form, state }) as unknown as CaseTask

describe('the findings beside the plan', () => {
  const tasks = [
    task('design.finding', { meterCalibre: 80, meterWell: '东门北侧' }),
    task('metering.finding', { meterCalibre: 50 }),
    task('construction.crew-finding', null, 'open'),
    task('design.drawing', { calibre: 100 })
  ]
  it('are those of the survey, filed or not', () => expect(findingsOf(tasks).map((one) => one.type)).toEqual(['design.finding', 'metering.finding', 'construction.crew-finding']))
  it('say who found what, and what the plan took', () => {
    expect(foundFor('meterCalibre', tasks, { meterCalibre: 80 }).map((one) => [one.task.type, one.value, one.taken])).toEqual([['metering.finding', 50, false], ['design.finding', 80, true]])
    expect(foundFor('pressure', tasks, {})).toEqual([])
  })
  it('name what needs a decision', () => {
    expect(warningsOf(task('construction.finding', { siteFit: false, excavation: true, lines: 'in-service' }))).toEqual(['siteFit', 'excavation'])
    expect(warningsOf(task('gis.finding', { opinion: 'agree', fullLoad: false, renovation: 'none' }))).toEqual([])
    expect(warningsOf(task('gis.finding', null, 'open'))).toEqual([])
  })
  it('and two versions of a plan, what differs', () => expect(changedFields({ calibre: 100, length: 5, agreed: true }, { calibre: 150, length: 5, change: {} })).toEqual(['calibre']))
})
