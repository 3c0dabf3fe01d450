// Where the process is drawn: stages as nodes, the open stage unfolded into its tasks, parallel ones as lanes between a fork and a join.
import type { RailStage, RailTask } from './types'

export type NodeState = 'done' | 'open' | 'parked' | 'waiting' | 'skipped'

export interface RailNode {
  kind: 'node'
  id: string
  stage: RailStage
  task: RailTask | null
  /** Parallel tasks that are all done, or none begun: drawn as one. */
  group: RailTask[] | null
  state: NodeState
}
/** A lane holds the tasks that follow one another in it, usually one. */
export interface RailFork {
  kind: 'fork'
  id: string
  stage: RailStage
  lanes: RailTask[][]
  /** All lanes that are needed are done. */
  joined: boolean
  entered: boolean
}
export type RailPart = RailNode | RailFork

export function stateOf(task: RailTask): NodeState {
  if (task.state === 'done') return 'done'
  if (task.state === 'cancelled') return 'skipped'
  if (task.state === 'open') return task.parked ? 'parked' : 'open'
  return 'waiting'
}

const stageState = (stage: RailStage): NodeState => (stage.state === 'done' ? 'done' : stage.state === 'current' ? 'open' : stage.state === 'skipped' ? 'skipped' : 'waiting')

/** Chains: a task whose one predecessor has it as its one successor goes on in the same lane. */
function chains(tasks: RailTask[]): RailTask[][] {
  const keys = new Set(tasks.map((task) => task.key))
  const before = (task: RailTask) => task.after.filter((key) => keys.has(key))
  const successors = (key: string) => tasks.filter((task) => task.after.includes(key))
  const heads = tasks.filter((task) => {
    const [only, ...more] = before(task)
    return !only || more.length > 0 || successors(only).length > 1
  })
  return heads.map((head) => {
    const chain = [head]
    for (;;) {
      const next = successors(chain[chain.length - 1].key)
      if (next.length !== 1 || before(next[0]).length !== 1) return chain
      chain.push(next[0])
    }
  })
}

/** Chains by level: what can run at the same time stands together. */
function levels(tasks: RailTask[]): RailTask[][][] {
  const all = chains(tasks)
  const chainOf = new Map(all.flatMap((chain, index) => chain.map((task) => [task.key, index] as const)))
  const depth = new Map<number, number>()
  const depthOf = (index: number, seen: Set<number>): number => {
    const known = depth.get(index)
    if (known !== undefined) return known
    if (seen.has(index)) return 0 // a circle is refused at publication; never hang on one
    seen.add(index)
    const earlier = all[index][0].after.map((key) => chainOf.get(key)).filter((one): one is number => one !== undefined && one !== index)
    const value = earlier.length ? 1 + Math.max(...earlier.map((one) => depthOf(one, seen))) : 0
    depth.set(index, value)
    return value
  }
  const rows: RailTask[][][] = []
  all.forEach((chain, index) => (rows[depthOf(index, new Set())] ??= []).push(chain))
  return rows.filter(Boolean)
}

const node = (id: string, stage: RailStage, task: RailTask | null, state: NodeState, group: RailTask[] | null = null): RailNode => ({ kind: 'node', id, stage, task, group, state })

/** The drawing, from left to right. What is past or yet to come is short; what is in hand is unfolded. */
export function parts(rail: RailStage[]): RailPart[] {
  return rail
    .filter((stage) => stage.state !== 'skipped')
    .flatMap((stage): RailPart[] => {
      const tasks = stage.tasks.filter((task) => task.state !== 'cancelled')
      if (stage.state !== 'current' || tasks.length === 0) return [node(stage.id, stage, null, stageState(stage))]
      const rows = levels(tasks)
      // what only waits for somebody who need not answer is past once the work behind it has begun
      const isPast = (row: RailTask[][], index: number) => row.flat().every((task) => task.optional || task.state === 'done') && rows.slice(index + 1).flat(2).some((task) => task.state !== 'waiting')
      return rows.flatMap((row, index): RailPart[] => {
        if (row.length === 1) return row[0].map((task) => node(`${stage.id}/${task.key}`, stage, task, stateOf(task)))
        const here = row.flat()
        const id = `${stage.id}/${index}`
        if (here.every((task) => task.state === 'done') || isPast(row, index)) return [node(id, stage, null, 'done', here)]
        if (here.every((task) => task.state === 'waiting')) return [node(id, stage, null, 'waiting', here)]
        return [{ kind: 'fork', id, stage, lanes: row, joined: here.every((task) => task.optional || task.state === 'done'), entered: true }]
      })
    })
}

/** The tasks in hand and those that stand beside them; those that may stay unanswered count only when nothing else is open. */
export function inHand(rail: RailStage[]): RailTask[] {
  const open = rail.flatMap((stage) => stage.tasks).filter((task) => task.state === 'open')
  const needed = open.filter((task) => !task.optional)
  const wanted = new Set(needed.length ? needed : open)
  return parts(rail)
    .map((part) => (part.kind === 'fork' ? part.lanes.flat() : part.task ? [part.task] : (part.group ?? [])))
    .filter((tasks) => tasks.some((task) => wanted.has(task)))
    .flat()
}

export interface Placed<P extends RailPart = RailPart> {
  part: P
  x: number
  width: number
}
export const NODE = 92
export const LANE = 216
export const BEND = 48
export const ROW = 24

/** Positions along a width; what is too long scrolls. */
export function place(drawing: RailPart[], available: number) {
  const natural = drawing.reduce((sum, part) => sum + (part.kind === 'node' ? NODE : LANE + 2 * BEND), 0)
  // a narrow screen shrinks it a little before it scrolls
  const scale = Math.max(0.8, Math.min(1, available / Math.max(natural, 1)))
  const spare = drawing.length ? Math.max(0, available - natural) / drawing.length : 0
  const grow = Math.min(spare, 64)
  let x = Math.max(0, (available - natural * scale - grow * drawing.length) / 2)
  const placed = drawing.map((part): Placed => {
    const width = (part.kind === 'node' ? NODE : LANE + 2 * BEND) * scale + grow
    const at = { part, x, width }
    x += width
    return at
  })
  const lanes = Math.max(0, ...drawing.map((part) => (part.kind === 'fork' ? part.lanes.length : 0)))
  return { placed, width: Math.max(available, x), height: Math.max(96, lanes * ROW + 4) }
}

/** Cuts a text to a width, counting a Chinese character as two. */
export function clip(text: string, units: number) {
  let used = 0
  let cut = ''
  for (const char of text) {
    used += /[\u2e80-\uffef]/.test(char) ? 2 : 1
    if (used > units) return `${cut.trimEnd()}…`
    cut += char
  }
  return text
}
