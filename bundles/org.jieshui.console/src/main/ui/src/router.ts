import { connectRoutes, modules, refreshModules, useSession, type ModuleRoute } from '@jieshui/shell'
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    titleKey?: string
    permission?: string | string[]
    open?: boolean
    module?: string
    /** The menu shows icons only: the page needs the width. */
    slim?: boolean
    menu?: string
    refused?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue'), meta: { open: true, titleKey: 'login.title' } },
  { path: '/', redirect: '/inbox' },
  { path: '/inbox', name: 'inbox', component: () => import('./pages/InboxPage.vue'), meta: { titleKey: 'inbox.title' } },
  { path: '/cases', name: 'cases', component: () => import('./pages/CasesPage.vue'), meta: { titleKey: 'cases.title' } },
  { path: '/cases/:id(\\d+)', name: 'case', component: () => import('./pages/CasePage.vue'), meta: { titleKey: 'case.title', slim: true, menu: '/cases' } },
  { path: '/tasks/:id(\\d+)', name: 'task', component: () => import('./pages/TaskPage.vue'), meta: { titleKey: 'task.title', slim: true, menu: '/inbox' } },
  { path: '/notifications', name: 'notifications', component: () => import('./pages/NotificationsPage.vue'), meta: { titleKey: 'bell.title' } },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('./pages/StatusPage.vue'), props: { status: 404 }, meta: { titleKey: 'status.missing' } }
]

export const router = createRouter({ history: createWebHistory(), routes, scrollBehavior: (_to, _from, saved) => saved ?? undefined })

const added = new Map<string, (() => void)[]>()
let ready: Promise<void> | null = null

const remove = (id: string) => added.get(id)?.forEach((forget) => forget())

connectRoutes(
  (id: string, list: ModuleRoute[]) => {
    remove(id)
    // a page that is open keeps its old component until one leaves it: nothing typed is lost
    added.set(
      id,
      list.map((route) => router.addRoute({ path: route.path, component: route.component, meta: { titleKey: route.titleKey, permission: route.permission, module: id } }))
    )
  },
  (id: string) => {
    remove(id)
    added.delete(id)
  }
)

/** The departments' pages, once per sign-in; an address into one waits for them. */
export function modulesReady() {
  ready ??= refreshModules().catch(() => {
    ready = null
  })
  return ready
}
export function forgetModules() {
  ready = null
}

export function mayEnter(to: Pick<RouteLocationNormalized, 'meta'>) {
  const needed = to.meta.permission
  const session = useSession()
  return !needed || (Array.isArray(needed) ? needed.some((one) => session.can(one)) : session.can(needed))
}

router.beforeEach(async (to) => {
  const session = useSession()
  if (!session.known) await session.load().catch(() => {})
  if (!session.signedIn) return to.meta.open ? true : { name: 'login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (to.name === 'login') return { path: '/' }
  if (to.name === 'missing') {
    await modulesReady()
    const again = router.resolve(to.fullPath)
    if (again.name !== 'missing') return to.fullPath
  } else void modulesReady()
  return true
})

// a chunk of the shell that is gone (a new version of the platform): fetch the new shell
router.onError((error, to) => {
  if (/dynamically imported module|Failed to fetch/i.test(String(error)) && navigator.onLine && !sessionStorage.getItem('jieshui.reloaded')) {
    sessionStorage.setItem('jieshui.reloaded', '1')
    window.location.assign(to.fullPath)
  }
})
router.afterEach(() => sessionStorage.removeItem('jieshui.reloaded'))

/** A page of a module that is not running now. */
export const isAway = (path: string) => {
  const [, first] = path.split('/')
  return !!first && /^[a-z][a-z0-9-]*$/.test(first) && !modules.isRunning(first)
}
