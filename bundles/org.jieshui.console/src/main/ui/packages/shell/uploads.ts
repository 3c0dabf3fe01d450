// Files on their way: two at a time, each with progress; what the network cut off is sent again by itself, what the server refused is not.
import { computed, onScopeDispose, reactive, ref } from 'vue'
import { Problem } from './api'
import { t } from './i18n'

/** Seconds until the next try, longer each time; then it waits for the reader or for the network to come back. */
export const PAUSES = [2, 5, 15, 30, 60]
const AT_ONCE = 2

export interface Sending {
  id: number
  file: File
  share: number
  /** `waiting`: cut off, goes on by itself; `failed`: somebody has to decide. */
  state: 'queued' | 'sending' | 'waiting' | 'failed'
  message: string
  /** Whether trying again makes sense. */
  again: boolean
  tries: number
}

type Send<T> = (file: File, progress: (share: number) => void, signal: AbortSignal) => Promise<T>

const running = ref(0)
/** How many files are still on their way anywhere on this page: what refers to them is not complete yet. */
export const filesOnTheirWay = computed(() => running.value)

/** @param send sends one file; a {@link Problem} with status 0 or from 500 up is tried again */
export function useUploads<T>(send: Send<T>, done: (answer: T, file: File) => void) {
  const list = reactive<Sending[]>([])
  const aborts = new Map<number, AbortController>()
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let count = 0

  function add(files: Iterable<File>) {
    for (const file of files) {
      list.push({ id: ++count, file, share: 0, state: 'queued', message: '', again: false, tries: 0 })
      running.value++
    }
    next()
  }
  function next() {
    for (const one of list) {
      if (list.filter((other) => other.state === 'sending').length >= AT_ONCE) return
      if (one.state === 'queued') void go(one)
    }
  }
  async function go(one: Sending) {
    const abort = new AbortController()
    aborts.set(one.id, abort)
    one.state = 'sending'
    one.share = 0
    try {
      const answer = await send(one.file, (share) => (one.share = share), abort.signal)
      remove(one)
      done(answer, one.file)
    } catch (error) {
      if ((error as Error).name !== 'AbortError') failed(one, error)
    }
    next()
  }
  function failed(one: Sending, error: unknown) {
    const problem = error instanceof Problem ? error : null
    one.again = !problem || problem.status === 0 || problem.status >= 500
    const pause = one.again ? PAUSES[one.tries] : undefined
    one.tries++
    one.state = pause ? 'waiting' : 'failed'
    one.message = problem && problem.status !== 0 ? problem.message : t(pause ? 'doc.cutOffAgain' : 'doc.cutOff', { n: pause ?? 0 })
    if (pause) timers.set(one.id, setTimeout(() => again(one), pause * 1000))
  }
  /** Now, whatever the pause. */
  function again(one: Sending) {
    clearTimeout(timers.get(one.id))
    one.state = 'queued'
    next()
  }
  function cancel(one: Sending) {
    aborts.get(one.id)?.abort()
    remove(one)
    next()
  }
  function remove(one: Sending) {
    const at = list.findIndex((other) => other.id === one.id)
    if (at < 0) return
    list.splice(at, 1)
    clearTimeout(timers.get(one.id))
    aborts.delete(one.id)
    running.value--
  }

  const online = () =>
    list.filter((one) => one.state === 'waiting' || (one.state === 'failed' && one.again)).forEach((one) => {
      one.tries = 0
      again(one)
    })
  window.addEventListener('online', online)
  onScopeDispose(() => {
    window.removeEventListener('online', online)
    for (const one of [...list]) cancel(one)
  })
  return { list, add, again, cancel }
}
