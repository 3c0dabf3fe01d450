import { connectRoutes, renewal, modules, refreshModules, useSession, type ModuleRoute } from '@jieshui/shell'
import { menu } from './nav'
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    titleKey?: string
    permission?: string | string[]
    open?: boolean
    module?: string
    /** The menu shows icons only: the page needs the width. */
    slim?: boolean
    /** The menu keeps its words on a medium screen. */
    wide?: boolean
    menu?: string
    refused?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue'), meta: { open: true, titleKey: 'login.title' } },
  { path: '/', name: 'home', component: { render: () => null } },
  { path: '/inbox', name: 'inbox', component: () => import('./pages/InboxPage.vue'), meta: { titleKey: 'inbox.title', permission: ['tasks.work', 'cases.read'] } },
  { path: '/cases', name: 'cases', component: () => import('./pages/CasesPage.vue'), meta: { titleKey: 'cases.title', permission: 'cases.read' } },
  { path: '/cases/:id(\\d+)', name: 'case', component: () => import('./pages/CasePage.vue'), meta: { titleKey: 'case.title', permission: 'cases.read', slim: true, menu: '/cases' } },
  { path: '/cases/:id(\\d+)/public', component: () => import('./pages/PublicPage.vue'), meta: { titleKey: 'public.title', permission: 'cases.read', slim: true, menu: '/cases' } },
  { path: '/tasks/:id(\\d+)', name: 'task', component: () => import('./pages/TaskPage.vue'), meta: { titleKey: 'task.title', permission: ['tasks.work', 'cases.read'], slim: true, menu: '/inbox' } },
  { path: '/notifications', name: 'notifications', component: () => import('./pages/NotificationsPage.vue'), meta: { wide: true, titleKey: 'bell.title' } },
  { path: '/admin/people', component: () => import('./pages/admin/PeoplePage.vue'), meta: { wide: true, titleKey: 'admin.people', permission: ['post:system', 'post:security', 'post:audit'] } },
  { path: '/admin/departments', component: () => import('./pages/admin/UnitsPage.vue'), props: { kind: 'departments' }, meta: { wide: true, titleKey: 'admin.departments', permission: ['post:system', 'post:security'] } },
  { path: '/admin/roles', component: () => import('./pages/admin/RolesPage.vue'), meta: { wide: true, titleKey: 'admin.roles', permission: ['post:system', 'post:security', 'post:audit'] } },
  { path: '/admin/districts', component: () => import('./pages/admin/UnitsPage.vue'), props: { kind: 'districts' }, meta: { wide: true, titleKey: 'admin.districts', permission: ['post:system', 'post:security'] } },
  { path: '/admin/deputies', component: () => import('./pages/admin/DeputiesPage.vue'), meta: { wide: true, titleKey: 'admin.deputies', permission: 'post:security' } },
  { path: '/deputies', component: () => import('./pages/admin/DeputiesPage.vue'), props: { own: true }, meta: { wide: true, titleKey: 'admin.myDeputies', permission: 'tasks.work' } },
  { path: '/handover', component: () => import('./pages/admin/HandoverPage.vue'), meta: { wide: true, titleKey: 'handover.title', permission: 'cases.reassign' } },
  { path: '/admin/calendar', component: () => import('./pages/admin/CalendarPage.vue'), meta: { wide: true, titleKey: 'admin.calendar' } },
  { path: '/admin/pause-reasons', component: () => import('./pages/admin/PauseReasonsPage.vue'), meta: { wide: true, titleKey: 'admin.reasons', permission: ['cases.reasons', 'cases.read'] } },
  { path: '/admin/processes', component: () => import('./pages/admin/ProcessesPage.vue'), meta: { titleKey: 'admin.processes' } },
  { path: '/admin/processes/move', component: () => import('./pages/admin/MovePage.vue'), meta: { slim: true, titleKey: 'move.title', permission: 'cases.move', menu: '/admin/processes' } },
  { path: '/admin/modules', component: () => import('./pages/admin/ModulesPage.vue'), meta: { wide: true, titleKey: 'admin.modules', permission: 'modules.read' } },
  { path: '/admin/parked', component: () => import('./pages/admin/ParkedPage.vue'), meta: { wide: true, titleKey: 'admin.parked', permission: 'cases.listeners' } },
  { path: '/admin/deliveries', component: () => import('./pages/admin/DeliveriesPage.vue'), meta: { wide: true, titleKey: 'deliveries.title', permission: 'notifications.admin' } },
  { path: '/admin/mail-wording', component: () => import('./pages/admin/MailWordingPage.vue'), meta: { wide: true, titleKey: 'wording.title', permission: 'notifications.admin' } },
  { path: '/admin/sessions', component: () => import('./pages/admin/SessionsPage.vue'), meta: { wide: true, titleKey: 'admin.sessions', permission: 'post:security' } },
  { path: '/admin/tokens', component: () => import('./pages/admin/TokensPage.vue'), meta: { wide: true, titleKey: 'admin.tokens', permission: 'post:security' } },
  { path: '/admin/journal', component: () => import('./pages/admin/JournalPage.vue'), meta: { wide: true, titleKey: 'admin.journal', permission: 'post:audit' } },
  { path: '/admin/access-log', component: () => import('./pages/admin/AccessLogPage.vue'), meta: { wide: true, titleKey: 'admin.accessLog', permission: 'post:audit' } },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('./pages/StatusPage.vue'), props: { status: 404 }, meta: { titleKey: 'status.missing' } }
]

export const router = createRouter({ history: createWebHistory(), routes, scrollBehavior: (_to, _from, saved) => saved ?? undefined })

const added = new Map<string, (() => void)[]>()
let ready: Promise<void> | null = null

const remove = (id: string) => added.get(id)?.forEach((forget) => forget())

connectRoutes(
  (id: string, list: ModuleRoute[]) => {
    remove(id)
    added.set(
      id,
      list.map((route) => router.addRoute({ path: route.path, component: route.component, meta: { titleKey: route.titleKey, permission: route.permission, module: id } }))
    )
    const at = router.currentRoute.value
    // somebody waits on this address: the module is back
    if (at.name === 'missing' && router.resolve(at.fullPath).name !== 'missing') void pageAnew()
    // one of its own pages is open: into which somebody typed, stays as it is until it is left
    else if (at.meta.module === id && !renewal.touched.value) void pageAnew()
  },
  (id: string) => {
    remove(id)
    added.delete(id)
  }
)

/** The open page begins anew, as the routes are now. */
export async function pageAnew() {
  const at = router.currentRoute.value
  renewal.release()
  await router.replace({ path: at.path, query: at.query, hash: at.hash, force: true })
}
router.afterEach((to, from) => to.path !== from.path && renewal.release())

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
  // the first entry of one's own menu: administrators have no inbox
  if (to.name === 'login' || to.name === 'home') return menu()[0]?.items[0]?.path ?? '/notifications'
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

/** The name of the module whose page an address is, when it ran here and does not run now. */
export const awayModule = (path: string) => modules.awayName(path.split('/')[1] ?? '')
