import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** Something fetched: its value, its error, and a way to fetch again. An answer that was overtaken is dropped; a failed refresh keeps the old value. */
export function useLoad<T>(fetcher: (signal: AbortSignal) => Promise<T>) {
  const value: ShallowRef<T | null> = shallowRef(null)
  const error = shallowRef<unknown>(null)
  const loading = shallowRef(false)
  let running: AbortController | null = null

  async function load() {
    running?.abort()
    const mine = new AbortController()
    running = mine
    loading.value = true
    try {
      const got = await fetcher(mine.signal)
      if (running !== mine) return
      value.value = got
      error.value = null
    } catch (problem) {
      if (running === mine && (problem as Error).name !== 'AbortError') error.value = problem
    } finally {
      if (running === mine) loading.value = false
    }
  }
  onScopeDispose(() => running?.abort(), true)
  return { value, error, loading, load }
}
