// Nothing typed is lost: at once into this browser, a moment later to the server.
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { api, Problem } from './api'

type Data = Record<string, unknown>
interface Kept {
  data: Data
  version: number
  at: string
}
export interface DraftConflict {
  data: Data
  version: number
  savedAt: string | null
  by: string | null
}

/** What this browser itself is sending, or sent last: a page that is opened anew goes on from there, it is nobody else's draft. */
const sending = new Map<number, Promise<number>>()

const key = (taskId: number) => `jieshui.draft.${taskId}`

function read(taskId: number): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(key(taskId)) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

/** Same content, whatever the order of members. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return keys.every((name) => same((a as Data)[name], (b as Data)[name]))
}

/** What two people's drafts say differently, by JSON pointer of the leaves. */
export function differences(mine: Data, theirs: Data, at = ''): { pointer: string; mine: unknown; theirs: unknown }[] {
  return [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].flatMap((name) => {
    const left = mine[name]
    const right = theirs[name]
    const pointer = `${at}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`
    if (same(left, right)) return []
    const isObject = (value: unknown) => value !== null && typeof value === 'object' && !Array.isArray(value)
    if (isObject(left) && isObject(right)) return differences(left as Data, right as Data, pointer)
    return [{ pointer, mine: left, theirs: right }]
  })
}

/**
 * The draft of a task's form.
 *
 * @param data    what is typed
 * @param version the version of the server's draft, 0 for none
 */
export function useDraft(taskId: number, data: Ref<Data>, version: number, enabled: Ref<boolean>) {
  const savedAt = ref<string | null>(null)
  const state = ref<'clean' | 'dirty' | 'saving' | 'local' | 'saved' | 'conflict'>('clean')
  const conflict = ref<DraftConflict | null>(null)
  let seen = version
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null
  let stopped = false

  function keep() {
    savedAt.value = new Date().toISOString()
    localStorage.setItem(key(taskId), JSON.stringify({ data: data.value, version: seen, at: savedAt.value } satisfies Kept))
  }

  async function send() {
    if (conflict.value || stopped) return
    state.value = 'saving'
    const sent = data.value
    const put = (sending.get(taskId) ?? Promise.resolve(0)).then((own) => {
      seen = Math.max(seen, own)
      return api.put<{ savedAt: string; version: number }>(`/tasks/${taskId}/draft`, { data: sent, version: seen })
    })
    sending.set(taskId, put.then((answer) => answer.version, () => 0))
    try {
      const answer = await put
      seen = answer.version
      savedAt.value = answer.savedAt
      if (data.value === sent) {
        localStorage.removeItem(key(taskId))
        state.value = 'saved'
      } else state.value = 'dirty'
    } catch (error) {
      if (error instanceof Problem && error.status === 409) {
        const other = (error.body.current ?? {}) as { data?: Data; version?: number; savedAt?: string; by?: { name: string } | string }
        conflict.value = { data: other.data ?? {}, version: other.version ?? seen, savedAt: other.savedAt ?? null, by: (typeof other.by === 'string' ? other.by : other.by?.name) ?? null }
        state.value = 'conflict'
      } else {
        state.value = 'local'
        schedule(15_000)
      }
    }
  }

  function schedule(wait = 1500) {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), wait)
  }

  /** Saves now. */
  async function flush() {
    clearTimeout(timer)
    while (running) await running
    if (state.value === 'clean' || state.value === 'saved' || stopped) return
    running = send().finally(() => (running = null))
    await running
    if ((state.value as string) === 'dirty') schedule()
  }

  watch(
    data,
    () => {
      if (!enabled.value || stopped) return
      state.value = conflict.value ? 'conflict' : 'dirty'
      keep()
      if (!conflict.value) schedule()
    },
    { deep: true }
  )

  const online = () => state.value === 'local' && void flush()
  window.addEventListener('online', online)
  onScopeDispose(() => {
    window.removeEventListener('online', online)
    void flush()
  })

  return {
    savedAt,
    state,
    conflict,
    dirty: computed(() => state.value === 'dirty' || state.value === 'saving' || state.value === 'local'),
    flush,
    /** After a conflict: these values go on, over the version that was seen. */
    resolve(chosen: Data) {
      if (conflict.value) seen = conflict.value.version
      conflict.value = null
      data.value = chosen
      state.value = 'dirty'
      schedule(0)
    },
    /** The task is done: nothing is kept. */
    discard() {
      stopped = true
      clearTimeout(timer)
      localStorage.removeItem(key(taskId))
    },
    kept: () => read(taskId)
  }
}

/** What this browser still keeps of a task's form, from before a reload or without a network. */
export const keptDraft = read
