// Shapes of docs/reference/rest.md. Instants are ISO-8601 UTC, dates ISO, durations whole minutes of working time.
import type { Component } from 'vue'

export type Language = 'zh-CN' | 'en'
export type Text = Record<Language, string>
export interface Named<T = number> {
  id: T
  name: string
}
export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Session {
  person: { id: number; account: string; name: string; department: string; external: boolean }
  departments: { id: string; name: Text | string }[]
  permissions: string[]
  districts: string[]
  language: Language
  csrf: string
  idleMinutes: number
  mustChangePassword: boolean
  sample: boolean
}

export type DeadlineStatus = 'ok' | 'due-soon' | 'overdue' | 'paused' | 'resting' | 'none' | 'met' | 'missed'
export interface Deadline {
  start: string | null
  at: string | null
  targetAt: string | null
  original: string | null
  leftMinutes: number | null
  usedMinutes: number | null
  allowanceMinutes: number | null
  status: DeadlineStatus
  label: Text
  paused: boolean
  pauseReason: { id: string; name: Text } | null
  provisional: boolean
  calendar: string | null
}

export interface TaskRow {
  id: number
  caseId: number
  number: string
  customer: string
  address: string
  district: string | null
  key: string
  type: string
  name: Text
  department: string
  departmentName: Text
  stage: string
  stageName: Text
  stageIndex: number
  stageCount: number
  process: string
  round: number
  optional: boolean
  assignee: Named | null
  steward: Named | null
  state: 'open' | 'done' | 'sent-back' | 'cancelled'
  parked: boolean
  urged: number
  deadline: Deadline
  version: number
  opened: string
  done: string | null
  doneBy: Named | null
}

export interface TaskCounts {
  mine: number
  department: number
  overdue: number
  dueSoon: number
  paused: number
  steward: number
}

export interface Condition {
  id: string
  met: boolean
  text: Text
  fix: Text | null
}

export interface NeededDocument {
  type: string
  name: Text
  stage: string
  required: boolean
  present: number[]
  outstanding: boolean
  /** Why the case may go on without it (容缺), or null. */
  tolerated: string | null
}

export interface TaskDetail {
  task: TaskRow
  conditions: Condition[]
  form: JsonSchema | null
  data: Record<string, unknown>
  draft: { savedAt: string; by: Named | null; version: number } | null
  mayWork: boolean
  whyNot: Text | null
  documents: NeededDocument[]
  sendBackTargets: { key: string; name: Text }[]
}

export interface Receipt {
  caseId: number
  entryId: number
  version: number
  opened: number[]
  repeated: boolean
}

export interface BatchResult {
  done: { id: number; receipt: Receipt }[]
  failed: { id: number; problem: ProblemBody }[]
}

export type DayKind = 'working' | 'make-up' | 'weekend' | 'holiday'
export interface ExplainedDay {
  date: string
  kind: DayKind
  holiday: Text | null
  counted: boolean
  paused: boolean
  today: boolean
  due: boolean
}
export interface Explanation {
  deadline: Deadline
  title: Text | null
  days: ExplainedDay[]
  start: string
  startReason: Text
  allowance: { workingDays: number; sameDay: boolean; minutes: number }
  notCounted: { text: Text; days: number }[]
  pauses: { from: string; to: string | null; reason: Text; note: string | null; evidence: number[]; minutes: number }[]
  usedMinutes: number
  leftMinutes: number
  original: string | null
  calendar: string
  /** Working days of the whole flow before the policy, where the process names them. */
  baseline: number | null
}

export interface CaseRow {
  id: number
  number: string
  process: string
  processName: Text
  state: CaseState
  stage: string | null
  stageName: Text | null
  customer: string
  address: string
  district: string | null
  steward: Named | null
  opened: string
  closed: string | null
  deadline: Deadline | null
}

export type CaseState = 'open' | 'not-ready' | 'withdrawn' | 'closed'
export interface RailTask {
  key: string
  name: Text
  department: string
  departmentName: Text
  state: 'done' | 'open' | 'waiting' | 'cancelled' | 'sent-back'
  optional: boolean
  parked: boolean
  taskId: number | null
  after: string[]
  done: string | null
}
export interface Limit {
  workingDays: number
  sameDay: boolean
}
export interface RailStage {
  id: string
  name: Text
  index: number
  state: 'done' | 'current' | 'waiting' | 'skipped'
  limit: Limit | null
  target: Limit | null
  deadline: Deadline | null
  tasks: RailTask[]
}
export interface CaseTask extends TaskRow {
  form: Record<string, unknown> | null
  schema: JsonSchema | null
  waitsFor: string[]
}
export interface May {
  allowed: boolean
  whyNot: Text | null
}
export interface CasePause {
  id: number
  reason: string
  reasonName: Text
  from: string
  to: string | null
  note: string | null
  evidence: number[]
  by: Named | null
}
export interface Clock {
  id: string
  name: Text
  deadline: Deadline
  running: boolean
}
export type CaseAction = 'comment' | 'pause' | 'resume' | 'correctPause' | 'notReady' | 'revive' | 'withdraw' | 'close' | 'change'
export interface CaseDetail {
  case: {
    id: number
    number: string
    process: string
    processVersion: number
    processName: Text
    model: string | null
    state: CaseState
    version: number
    stage: string | null
    opened: string
    closed: string | null
    customer: string
    contact: string | null
    phone: string | null
    address: string
    district: string | null
    steward: Named | null
    origin: string
    facts: Record<string, unknown>
    notReady: { reason: string; by: Named | null; at: string } | null
  }
  clocks: Partial<Record<'stage' | 'flow' | 'public', Clock>>
  rail: RailStage[]
  tasks: CaseTask[]
  pauses: CasePause[]
  documents: NeededDocument[]
  may: Partial<Record<CaseAction, May>>
}

/** What the customer may be told of a case. */
export interface PublicView {
  id: number
  number: string
  processName: Text
  state: CaseState
  customer: string
  address: string
  opened: string
  closed: string | null
  steps: { name: Text; state: 'waiting' | 'current' | 'done'; began: string | null; done: string | null }[]
  /** Working days of the promise, 0 where there is none. */
  limit: number
  clock: Deadline
  doing: Text[]
  steward: Named | null
}

export interface TimelineItem {
  id: number
  seq: number
  at: string
  actor: Named | null
  via: string | null
  kind: string
  text: Text
  taskId: number | null
  taskName: Text | null
  data: unknown
  /** When and by whom it was taken over from an earlier system; null for what happened here. */
  recorded: string | null
  recordedBy: string | null
}

export interface DocumentInfo {
  id: number
  caseId: number
  type: string
  typeName: Text
  version: number
  fileName: string
  mediaType: string
  size: number
  sha256: string
  uploadedBy: Named | null
  uploadedAt: string
  stage: string | null
  taskId: number | null
  current: boolean
}

export interface PauseReason {
  id: string
  name: Text
  evidence: Text | null
  evidenceRequired: boolean
  enabled: boolean
  processes: string[] | null
}

export interface NotificationItem {
  id: number
  at: string
  kind: string
  subject: Text | string
  caseId: number | null
  taskId: number | null
  read: boolean
}

export interface ModuleInfo {
  module: string
  version: string
  name: Text
  entry: string | null
  taskTypes: { id: string; name: Text; form: boolean }[]
}

export interface ProblemBody {
  type: string
  title?: string
  status: number
  detail?: string | Text
  instance?: string
  errors?: { pointer: string; detail: string | Text }[]
  [member: string]: unknown
}

/** JSON Schema 2020-12 as far as forms use it; see rest.md, “Forms”. */
export interface JsonSchema {
  type?: string | string[]
  title?: Text | string
  description?: Text | string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  enum?: (string | number | boolean)[]
  const?: unknown
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  multipleOf?: number
  default?: unknown
  readOnly?: boolean
  'x-unit'?: string
  'x-enum-names'?: (Text | string)[]
  'x-error'?: Text | string
  'x-widget'?: 'person' | 'district' | 'department' | 'document' | 'map-point' | 'photos' | string
  'x-document-type'?: string
  /** Of a `map-point`: `place` where the point need not lie on a pipe. */
  'x-pick'?: 'place'
  /** Shown only while other fields have these values. */
  'x-when'?: Record<string, unknown>
  /** Document types that are looked at beside the form first. */
  'x-beside'?: string[]
  [keyword: string]: unknown
}

export type Messages = { [key: string]: string | Messages }

/** What a department's pages are: the default export of its index.ts. Every path starts with the module's id. */
export interface UiModule {
  id: string
  messages: Record<Language, Messages>
  routes?: ModuleRoute[]
  menu?: MenuEntry[]
  /** Own forms by task type; a task type without one gets its form from the JSON Schema. See {@link TaskFormProps}. */
  taskForms?: Record<string, () => Promise<{ default: Component }>>
  /** Tabs on the case page. The component receives {@link CasePanelProps}. */
  casePanels?: CasePanel[]
  /** How a completed task of a type is shown in its finding card: props `task: CaseTask`, `detail: CaseDetail`. */
  findingCards?: Record<string, () => Promise<{ default: Component }>>
  /** Shown above the form of tasks on the task page: props `task: TaskRow`, `detail: CaseDetail`. */
  taskPanels?: TaskPanel[]
  /** Widgets for `x-widget` in generated forms: props `modelValue`, `schema`, `disabled`, `caseId`, `taskId`; emits `update:modelValue`. */
  widgets?: Record<string, () => Promise<{ default: Component }>>
}

export interface ModuleRoute {
  path: string
  titleKey: string
  permission?: string
  component: () => Promise<{ default: Component }>
}

export type MenuGroup = 'work' | 'intake' | 'collaboration' | 'statistics' | 'run' | 'organisation' | 'check'
export interface MenuEntry {
  id: string
  titleKey: string
  path: string
  permission?: string
  group: MenuGroup
  icon: string
  order: number
}

export interface CasePanel {
  id: string
  titleKey: string
  order: number
  permission?: string
  /** Shown only where it says something; default: always. */
  when?: (detail: CaseDetail) => boolean
  component: () => Promise<{ default: Component }>
}

export interface TaskPanel {
  id: string
  order: number
  permission?: string
  /** Shown only for tasks where it says something. */
  when: (task: TaskRow, detail: CaseDetail) => boolean
  component: () => Promise<{ default: Component }>
}

export interface TaskPanelProps {
  task: TaskRow
  detail: CaseDetail
}

export interface CasePanelProps {
  detail: CaseDetail
}

/** Props of a department's own task form; it emits `update:modelValue` with a new object at every change. The shell saves, checks and submits. */
export interface TaskFormProps {
  modelValue: Record<string, unknown>
  task: TaskRow
  detail: CaseDetail
  schema: JsonSchema | null
  readonly: boolean
  /** Messages by JSON pointer, from the schema and from the server. */
  errors: Record<string, string>
}
