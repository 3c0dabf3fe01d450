import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'intake',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/intake/new', titleKey: 'intake.new.title', permission: 'intake.work', component: () => import('./pages/NewCasePage.vue') },
    { path: '/intake/log', titleKey: 'intake.log.title', permission: 'intake.read', component: () => import('./pages/LogPage.vue') },
    { path: '/intake/not-ready', titleKey: 'intake.file.title', permission: 'intake.read', component: () => import('./pages/NotReadyPage.vue') }
  ],
  menu: [
    { id: 'intake.new', titleKey: 'intake.new.title', path: '/intake/new', permission: 'intake.work', group: 'intake', icon: 'plus', order: 10 },
    { id: 'intake.log', titleKey: 'intake.log.title', path: '/intake/log', permission: 'intake.read', group: 'intake', icon: 'message', order: 30 },
    { id: 'intake.not-ready', titleKey: 'intake.file.title', path: '/intake/not-ready', permission: 'intake.read', group: 'work', icon: 'box', order: 40 }
  ],
  casePanels: [{ id: 'intake.log', titleKey: 'intake.panel.title', order: 60, permission: 'intake.read', component: () => import('./parts/CasePanel.vue') }],
  taskPanels: [{ id: 'intake.application', order: 10, permission: 'intake.work', when: (task) => task.type === 'intake.application', component: () => import('./parts/PrintPanel.vue') }]
} satisfies UiModule
