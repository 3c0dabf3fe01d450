// The departments' pages: fetched from the running bundles, replaced while the page stays open.
import { computed, markRaw, reactive, ref, shallowReactive } from 'vue'
import { api } from './api'
import { addMessages } from './i18n'
import type { CasePanel, MenuEntry, ModuleInfo, ModuleRoute, TaskPanel, Text, UiModule } from './types'

interface Loaded {
  info: ModuleInfo
  ui: UiModule
}

const loaded = shallowReactive(new Map<string, Loaded>())
const running = reactive(new Map<string, ModuleInfo>())
const failed = reactive(new Map<string, string>())
const sheets = new Map<string, HTMLLinkElement>()
/** Versions that parts of the open page keep, because something may be typed into them; they go when the page is left. */
const held = shallowReactive(new Map<string, Loaded>())
const oldSheets: HTMLLinkElement[] = []
/** Whether somebody typed or pressed something on the open page. */
const touched = ref(false)
let pending: Promise<void> | null = null
let again = false

const SEEN = 'jieshui.modules'
/** Names of the modules that ever ran under this browser: one that is away can be told from an address that never was. */
const seen = reactive(new Map<string, Text>(Object.entries(JSON.parse(localStorage.getItem(SEEN) ?? '{}') as Record<string, Text>)))

type Install = (id: string, routes: ModuleRoute[]) => void
let install: Install = () => {}
let uninstall: (id: string) => void = () => {}

/** The shell's router takes routes in and out. */
export function connectRoutes(add: Install, remove: (id: string) => void) {
  install = add
  uninstall = remove
}

async function load(info: ModuleInfo) {
  const url = info.entry as string
  const imported = (await import(/* @vite-ignore */ url)) as { default: UiModule; styleSheet?: string }
  const ui = markRaw(imported.default)
  if (ui.id !== info.module) throw new Error(`${url} calls itself ${ui.id}`)
  if (imported.styleSheet) await addSheet(info.module, imported.styleSheet)
  addMessages(ui.messages)
  const before = loaded.get(info.module)
  if (before && touched.value && !held.has(info.module)) held.set(info.module, before)
  loaded.set(info.module, { info, ui })
  install(info.module, ui.routes ?? [])
}

/** The new sheet first, then the old one goes: no moment without style. */
function addSheet(id: string, href: string) {
  return new Promise<void>((resolve) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = href
    link.onload = link.onerror = () => {
      const before = sheets.get(id)
      if (before) oldSheets.push(before)
      sheets.set(id, link)
      if (!touched.value) dropOldSheets()
      resolve()
    }
    document.head.append(link)
  })
}

const dropOldSheets = () => oldSheets.splice(0).forEach((sheet) => sheet.remove())

/** Parts that keep their version while something may be typed into them: replaced when the page is left, or when one wants it. */
export const renewal = {
  touched,
  /** Modules of which a part of the open page is of an earlier version. */
  held: computed(() => [...held.values()].map((one) => one.info)),
  /** The page is another, or begins anew. */
  release() {
    touched.value = false
    held.clear()
    dropOldSheets()
  }
}

async function synchronise() {
  const list = await api.get<ModuleInfo[]>('/console/modules')
  for (const id of [...running.keys()]) if (!list.some((info) => info.module === id)) running.delete(id)
  for (const info of list) {
    running.set(info.module, info)
    seen.set(info.module, info.name)
  }
  localStorage.setItem(SEEN, JSON.stringify(Object.fromEntries(seen)))
  for (const id of [...loaded.keys()]) {
    if (list.some((info) => info.module === id && info.entry)) continue
    loaded.delete(id)
    held.delete(id)
    failed.delete(id)
    sheets.get(id)?.remove()
    sheets.delete(id)
    uninstall(id)
  }
  await Promise.all(
    list
      .filter((info) => info.entry && loaded.get(info.module)?.info.entry !== info.entry)
      .map((info) =>
        load(info).then(
          () => failed.delete(info.module),
          (error: Error) => {
            failed.set(info.module, error.message)
            console.error(`pages of ${info.module} ${info.version} did not load`, error)
          }
        )
      )
  )
}

/** Brings the modules in line with what runs. A change while it works starts it once more. */
export function refreshModules(): Promise<void> {
  if (pending) {
    again = true
    return pending
  }
  pending = synchronise().finally(() => {
    pending = null
    if (again) {
      again = false
      void refreshModules().catch(() => {})
    }
  })
  return pending
}

const uis = computed(() => [...loaded.values()].map((one) => one.ui))
const shown = computed(() => [...loaded].map(([id, one]) => held.get(id) ?? one).map((one) => one.ui))

export const modules = {
  running,
  failed,
  menu: computed<MenuEntry[]>(() => uis.value.flatMap((ui) => ui.menu ?? [])),
  panels: computed<(CasePanel & { module: string })[]>(() =>
    shown.value.flatMap((ui) => (ui.casePanels ?? []).map((panel) => ({ ...panel, module: ui.id }))).sort((a, b) => a.order - b.order)
  ),
  taskPanels: computed<(TaskPanel & { module: string })[]>(() =>
    shown.value.flatMap((ui) => (ui.taskPanels ?? []).map((panel) => ({ ...panel, module: ui.id }))).sort((a, b) => a.order - b.order)
  ),
  /** Of the module as it is loaded. */
  version: (id: string) => loaded.get(id)?.info.version ?? '',
  /** Of its panels on the open page. */
  shownVersion: (id: string) => (held.get(id) ?? loaded.get(id))?.info.version ?? '',
  isRunning: (id: string) => running.has(id),
  /** The name of a module that ran here and does not run now. */
  awayName: (id: string) => (running.has(id) ? undefined : seen.get(id)),
  taskForm: (type: string) => find((ui) => ui.taskForms?.[type]),
  findingCard: (type: string) => find((ui) => ui.findingCards?.[type]),
  widget: (name: string) => find((ui) => ui.widgets?.[name])
}

function find<T>(pick: (ui: UiModule) => T | undefined): T | undefined {
  for (const ui of uis.value) {
    const found = pick(ui)
    if (found) return found
  }
  return undefined
}
