import { describe, expect, it } from 'vitest'
import type { RailStage, RailTask } from '@jieshui/shell'
import { BOX, chart, neighbours, waitsFor } from './chart'

const text = (s: string) => ({ 'zh-CN': s, en: s })
const task = (key: string, state: RailTask['state'], after: string[] = []): RailTask => ({ key, name: text(key), department: key, departmentName: text(key), state, optional: false, parked: false, taskId: null, after, done: null })
const stage = (id: string, state: RailStage['state'], tasks: RailTask[] = []): RailStage => ({ id, name: text(id), index: 1, state, limit: null, target: null, deadline: null, tasks })
const rail = [
  stage('transfer', 'skipped'),
  stage('plan', 'done', [task('accept', 'done'), task('steward', 'done'), task('forward', 'done', ['accept'])]),
  stage('agreement', 'current', [task('fee', 'open', ['forward']), task('permit', 'open', ['forward']), task('quotation', 'waiting', ['fee']), task('commission', 'waiting', ['quotation', 'permit'])]),
  stage('works', 'waiting', [task('payment', 'waiting', ['commission']), task('water', 'waiting', ['payment', 'meter', 'gone']), task('meter', 'done')])
]

describe('the whole process', () => {
  it('puts what waits to the right of what it waits for, and no box over another', () => {
    const { bands, width } = chart(rail)
    expect(bands.map((band) => band.stage.id)).toEqual(['plan', 'agreement', 'works'])
    for (const band of bands) {
      const at = new Map(band.boxes.map((box) => [box.task.key, box]))
      for (const { from, to } of band.arrows) expect(at.get(from)!.x + BOX.width).toBeLessThan(at.get(to)!.x)
      for (const one of band.boxes) {
        expect(one.x + BOX.width).toBeLessThanOrEqual(width)
        expect(one.y + BOX.height).toBeLessThanOrEqual(band.height)
        for (const other of band.boxes) if (one !== other) expect(Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height, `${one.task.key} ${other.task.key}`).toBe(true)
      }
    }
    expect(bands[1].arrows.map((arrow) => `${arrow.from}>${arrow.to}`)).toEqual(['fee>quotation', 'quotation>commission', 'permit>commission'])
  })
  it('says what a task still waits for, across stages', () => {
    const keys = (key: string) => waitsFor(rail, rail.flatMap((one) => one.tasks).find((one) => one.key === key)!).map((one) => one.key)
    expect(keys('commission')).toEqual(['permit', 'quotation'])
    expect(keys('water'), 'what is done is not waited for').toEqual(['payment'])
    expect(keys('fee')).toEqual([])
  })
  it('knows the neighbours on both sides', () => expect([...neighbours(rail, 'quotation')].sort()).toEqual(['commission', 'fee', 'quotation']))
  it('draws nothing of nothing', () => expect(chart([])).toEqual({ bands: [], width: 0 }))
})
