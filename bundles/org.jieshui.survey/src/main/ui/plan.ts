// What the departments found, set beside the plan: which finding a field comes from, and what in the findings needs a decision.
import { same, type CaseTask } from '@jieshui/shell'

type Data = Record<string, unknown>

/** Field of the plan → where findings say it, as type and field; the order is the server's. */
const SOURCES: Record<string, [type: string, field: string][]> = {
  demand: [['design.finding', 'demand']],
  tapPoint: [['gis.finding', 'tapPoint'], ['design.finding', 'tapPoint']],
  tapPosition: [['design.finding', 'tapPosition'], ['gis.finding', 'place']],
  calibre: [['design.finding', 'calibre']],
  length: [['design.finding', 'length']],
  meterCalibre: [['metering.finding', 'meterCalibre'], ['design.finding', 'meterCalibre']],
  meterWell: [['metering.finding', 'meterWell'], ['design.finding', 'meterWell']],
  pressure: [['gis.finding', 'pressure']],
  excavation: [['construction.finding', 'excavation']]
}

export interface Found {
  task: CaseTask
  field: string
  value: unknown
  /** Whether the plan says the same. */
  taken: boolean
}

/** The findings of a case: what was filed at the survey, whichever department's. */
export const findingsOf = (tasks: CaseTask[]) => tasks.filter((task) => /(^|[.-])finding$/.test(task.type) && task.state !== 'sent-back' && task.state !== 'cancelled')

/** What the findings say about a field of the plan. */
export function foundFor(field: string, tasks: CaseTask[], plan: Data): Found[] {
  return (SOURCES[field] ?? []).flatMap(([type, name]) => {
    const task = tasks.find((one) => one.type === type && one.state === 'done')
    const value = task?.form?.[name]
    return task && value !== undefined && value !== null ? [{ task, field: name, value, taken: same(value, plan[field]) }] : []
  })
}

/** Answers in a finding that the plan has to deal with: field and the values that are a warning. */
const WARNINGS: Record<string, Record<string, unknown[]>> = {
  'gis.finding': { opinion: ['agree-with-changes', 'disagree'], fullLoad: [true], renovation: ['within-year', 'under-way'] },
  'construction.finding': { siteFit: [false], excavation: [true], lines: ['laid', 'under-construction', 'none'] },
  'construction.crew-finding': { ready: [false] },
  'metering.finding': { preparation: ['to-order'] }
}

/** Fields of a finding that need a decision. */
export const warningsOf = (task: CaseTask): string[] =>
  task.state === 'done' ? Object.entries(WARNINGS[task.type] ?? {}).filter(([field, values]) => values.includes(task.form?.[field])).map(([field]) => field) : []

/** Fields that two versions of a plan say differently. */
export const changedFields = (before: Data, after: Data) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !['change', 'agreed', 'ready'].includes(field) && !same(before[field], after[field]))
