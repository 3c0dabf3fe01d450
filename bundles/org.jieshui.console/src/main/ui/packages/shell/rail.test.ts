import { describe, expect, it } from 'vitest'
import { clip, inHand, NODE, parts, place, type RailFork } from './rail'
import type { RailStage, RailTask } from './types'

const text = (s: string) => ({ 'zh-CN': s, en: s })
const task = (key: string, state: RailTask['state'], after: string[] = [], more: Partial<RailTask> = {}): RailTask => ({ key, name: text(key), department: key, departmentName: text(key), state, optional: false, parked: false, taskId: null, after, done: null, ...more })
const stage = (id: string, state: RailStage['state'], tasks: RailTask[] = []): RailStage => ({ id, name: text(id), index: 1, state, limit: null, target: null, deadline: null, tasks })
const findings = (states: RailTask['state'][]) => ['service', 'design', 'network', 'engineering'].map((key, index) => task(key, states[index], ['appointment', 'forward']))

describe('the drawing of a process', () => {
  it('unfolds the stage in hand: past levels are one node, the present one has lanes, later ones wait', () => {
    const plan = stage('plan', 'current', [
      task('accept', 'done'),
      task('steward', 'done'),
      task('advance', 'cancelled', [], { optional: true }),
      task('forward', 'done', ['accept']),
      task('appointment', 'done', ['accept', 'steward']),
      ...findings(['done', 'open', 'done', 'open']),
      task('plan', 'waiting', ['service', 'design', 'network', 'engineering'])
    ])
    const drawing = parts([stage('transfer', 'done'), plan, stage('design', 'waiting')])
    expect(drawing.map((part) => `${part.kind}:${part.kind === 'node' ? part.state : part.lanes.length}`)).toEqual(['node:done', 'node:done', 'node:done', 'fork:4', 'node:waiting', 'node:waiting'])
    expect((drawing[1] as { group: RailTask[] }).group.map((one) => one.key)).toEqual(['accept', 'steward'])
    expect((drawing[3] as RailFork).joined).toBe(false)
  })
  it('joins without those who were only invited', () => {
    const drawing = parts([stage('plan', 'current', [task('a', 'done'), task('b', 'open', [], { optional: true }), task('z', 'waiting', ['a', 'b'])])])
    expect((drawing[0] as RailFork).joined).toBe(true)
  })
  it('is past an invitation once the work behind it has begun', () => {
    const drawing = parts([stage('plan', 'current', [task('a', 'done'), task('c', 'done'), task('b', 'open', [], { optional: true }), task('y', 'open', ['a', 'c']), task('z', 'waiting', ['y'])])])
    expect(drawing.map((part) => `${part.kind}:${part.kind === 'node' ? part.state : ''}`)).toEqual(['node:done', 'node:open', 'node:waiting'])
  })
  it('shows with a task in hand those that stand beside it, done or not', () => {
    const plan = stage('plan', 'current', [task('booked', 'done'), task('told', 'done'), task('a', 'done', ['booked', 'told']), task('form', 'open', ['booked']), task('end', 'waiting', ['a', 'form'])])
    expect(inHand([plan, stage('design', 'waiting')]).map((one) => one.key)).toEqual(['a', 'form'])
  })
  it('keeps what follows one another in one lane', () => {
    const drawing = parts([stage('s', 'current', [task('start', 'done'), task('map', 'open', ['start']), task('drawing', 'waiting', ['map']), task('permit', 'open', ['start']), task('end', 'waiting', ['drawing', 'permit'])])])
    expect((drawing[1] as RailFork).lanes.map((lane) => lane.map((one) => one.key))).toEqual([['map', 'drawing'], ['permit']])
  })
  it('leaves out stages that do not apply and survives a circle', () => {
    expect(parts([stage('transfer', 'skipped'), stage('visit', 'waiting')])).toHaveLength(1)
    expect(() => parts([stage('s', 'current', [task('a', 'open', ['b', 'c']), task('b', 'waiting', ['a', 'c']), task('c', 'waiting', ['a', 'b'])])])).not.toThrow()
  })
  it('spreads over the width and scrolls when it cannot', () => {
    const drawing = parts([stage('a', 'done'), stage('b', 'waiting')])
    expect(place(drawing, 1000).width).toBe(1000)
    expect(place(drawing, 100).width).toBeCloseTo(2 * NODE * 0.8)
  })
  it('clips by width, a Chinese character counting two', () => {
    expect(clip('受理并确定用水方案', 10)).toBe('受理并确定…')
    expect(clip('plan', 10)).toBe('plan')
  })
})
