import { computed, onMounted, reactive, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useLoad } from './load'
import type { Page } from './types'

export type ListQuery = Record<string, string | undefined>

/** A list of records, a page at a time, as `ListPage` shows it. */
export interface List<T> {
  rows: T[]
  page: Page<T> | null
  error: unknown
  loading: boolean
  /** Something was asked for that may be why nothing is shown. */
  filtered: boolean
  /** Whether a page comes before this one. */
  later: boolean
  load(): Promise<void>
  /** What the address says of one filter. */
  one(name: string): string | undefined
  /** Asks for something else; the first page of it is shown. */
  go(query: ListQuery): void
  clear(): void
  next(): void
  previous(): void
}

/**
 * What is asked for and the page that is shown live in the address: a link pasted elsewhere shows the same.
 *
 * @param filters names in the address, `q` for a search among them
 * @param fetch   asks the server; gets the filters as the address has them, `after` and `limit`
 */
export function useList<T>(filters: readonly string[], fetch: (query: ListQuery & { limit: number }, signal: AbortSignal) => Promise<Page<T>>): List<T> {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const one = (name: string) => (typeof route.query[name] === 'string' && route.query[name] !== '' ? (route.query[name] as string) : undefined)
  const asked = (): ListQuery => Object.fromEntries([...filters, 'after'].map((name) => [name, one(name)]))
  const { value: page, error, loading, load } = useLoad((signal) => fetch({ ...asked(), limit: 50 } as ListQuery & { limit: number }, signal))
  const trail = ref<(string | undefined)[]>([])
  const push = (query: ListQuery) => void router.push({ query: { ...route.query, after: undefined, ...query } })

  // the page of another address is not this list's business
  watch(() => (route.path === path ? JSON.stringify(asked()) : ''), (now) => now && void load())
  onMounted(load)

  return reactive({
    page,
    rows: computed(() => page.value?.items ?? []),
    error,
    loading,
    filtered: computed(() => filters.some(one)),
    later: computed(() => !!one('after')),
    load,
    one,
    go(query: ListQuery) {
      trail.value = []
      push(query)
    },
    clear: () => void router.push({ query: {} }),
    next() {
      trail.value.push(one('after'))
      push({ after: page.value?.next ?? undefined })
    },
    previous: () => push({ after: trail.value.pop() })
  }) as unknown as List<T>
}
