// The whole process laid out: a band for each stage from top to bottom, in it its tasks from left to right as they wait for one another.
import { Graph, layout } from '@dagrejs/dagre'
import type { RailStage, RailTask } from '@jieshui/shell'

export const BOX = { width: 184, height: 86 }
const HEAD = 36
const PAD = 12

export interface Box {
  task: RailTask
  x: number
  y: number
}
export interface Band {
  stage: RailStage
  height: number
  boxes: Box[]
  /** Between tasks of this stage. */
  arrows: { from: string; to: string; path: string }[]
}

export const tasksOf = (rail: RailStage[]) => rail.flatMap((stage) => stage.tasks)

/** What a task still waits for, in any stage: nothing that is done, nothing that need not be. */
export const waitsFor = (rail: RailStage[], task: RailTask) =>
  task.state === 'waiting' ? tasksOf(rail).filter((one) => task.after.includes(one.key) && one.state !== 'done' && one.state !== 'cancelled') : []

/** A task with all that it waits for directly, and all that waits for it directly. */
export const neighbours = (rail: RailStage[], key: string) =>
  new Set([key, ...tasksOf(rail).filter((one) => one.after.includes(key)).map((one) => one.key), ...(tasksOf(rail).find((one) => one.key === key)?.after ?? [])])

/** From the right edge of one box to the left edge of another. */
function between(from: Box, to: Box) {
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2]
  const middle = (x1 + x2) / 2
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`
}

function band(stage: RailStage): Band {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 8, ranksep: 44, marginx: PAD, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  const here = new Set(stage.tasks.map((task) => task.key))
  for (const task of stage.tasks) graph.setNode(task.key, { ...BOX })
  const pairs = stage.tasks.flatMap((task) => task.after.filter((key) => here.has(key)).map((key) => [key, task.key] as const))
  for (const [from, to] of pairs) graph.setEdge(from, to)
  layout(graph)
  const place = (key: string) => graph.node(key) as { x: number; y: number }
  const top = Math.min(...stage.tasks.map((task) => place(task.key).y)) - BOX.height / 2
  const boxes = stage.tasks.map((task) => ({ task, x: place(task.key).x - BOX.width / 2, y: place(task.key).y - BOX.height / 2 - top + HEAD }))
  return {
    stage,
    height: Math.max(...boxes.map((box) => box.y)) + BOX.height + PAD,
    boxes,
    arrows: pairs.map(([from, to]) => ({ from, to, path: between(boxes.find((box) => box.task.key === from)!, boxes.find((box) => box.task.key === to)!) }))
  }
}

/** Stages that this case has no part in are left out. */
export function chart(rail: RailStage[]) {
  const bands = rail.filter((stage) => stage.state !== 'skipped' && stage.tasks.length > 0).map(band)
  return { bands, width: Math.max(0, ...bands.flatMap((one) => one.boxes.map((box) => box.x + BOX.width + PAD))) }
}
