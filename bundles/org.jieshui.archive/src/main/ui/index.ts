import { useSession, type UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'archive',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/archive/cases', titleKey: 'archive.list.title', permission: 'archive.seal', component: () => import('./pages/ArchivesPage.vue') }],
  menu: [{ id: 'archive.cases', titleKey: 'archive.list.title', path: '/archive/cases', permission: 'archive.seal', group: 'collaboration', icon: 'archive', order: 90 }],
  casePanels: [{ id: 'archive', titleKey: 'archive.panel.title', order: 95, permission: 'archive.read', when: (detail) => detail.case.state !== 'withdrawn' && !useSession().session?.person.external, component: () => import('./parts/CasePanel.vue') }]
} satisfies UiModule
