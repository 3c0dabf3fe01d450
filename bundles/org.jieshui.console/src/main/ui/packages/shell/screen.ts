import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const queries = new Map<string, { list: MediaQueryList; value: Ref<boolean> }>()

function media(query: string) {
  let one = queries.get(query)
  if (!one) {
    const list = window.matchMedia(query)
    one = { list, value: ref(list.matches) }
    const entry = one
    list.addEventListener('change', () => (entry.value.value = list.matches))
    queries.set(query, one)
  }
  return readonly(one.value)
}

/** A phone's width: the shell collapses. */
export const useNarrow = () => media('(max-width: 767px)')
/** Below this the menu shows icons only. */
export const useMedium = () => media('(max-width: 1359px)')

/** The present moment, moving every half minute. */
export function useNow() {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 30_000)
  onScopeDispose(() => clearInterval(timer))
  return now
}

const online = ref(navigator.onLine)
window.addEventListener('online', () => (online.value = true))
window.addEventListener('offline', () => (online.value = false))
export const useOnline = () => readonly(online)
