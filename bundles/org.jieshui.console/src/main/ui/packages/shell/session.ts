import { defineStore } from 'pinia'
import { api, configureApi, onUnauthenticated, Problem } from './api'
import { setLanguage, tx } from './i18n'
import type { Language, Session } from './types'

export const useSession = defineStore('session', {
  state: () => ({ session: null as Session | null, known: false, expired: false }),
  getters: {
    signedIn: (state) => state.session !== null,
    name: (state) => state.session?.person.name ?? '',
    departmentNames: (state) => (state.session?.departments ?? []).map((department) => tx(department.name)).join(' · ')
  },
  actions: {
    /** Whether the person holds the permission; without one named, everyone does. */
    can(permission?: string | null) {
      return !permission || !!this.session?.permissions.includes(permission)
    },
    worksFor(department: string) {
      return !!this.session?.departments.some((mine) => mine.id === department)
    },
    take(session: Session | null) {
      this.session = session
      this.known = true
      this.expired = false
      configureApi({ csrf: session?.csrf ?? '' })
      if (session) setLanguage(session.language)
    },
    async load() {
      try {
        this.take(await api.get<Session>('/session'))
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) throw error
        this.take(null)
      }
    },
    async signIn(account: string, password: string) {
      this.take(await api.post<Session>('/session', { account, password }))
    },
    async signOut() {
      await api.delete('/session')
      this.take(null)
    },
    async speak(language: Language) {
      setLanguage(language)
      if (!this.session) return
      this.session.language = language
      await api.put('/session/language', { language })
    }
  }
})

/** The session ended under an open page: the page stays, with all that was typed, and asks for the password again. */
export function watchSession() {
  onUnauthenticated(() => {
    const store = useSession()
    if (store.session) store.expired = true
  })
}
