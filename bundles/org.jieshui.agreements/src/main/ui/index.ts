import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'agreements',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/agreements', titleKey: 'agreements.list.title', permission: 'agreements.read', component: () => import('./pages/AgreementsPage.vue') },
    { path: '/agreements/templates', titleKey: 'agreements.template.title', permission: 'agreements.templates', component: () => import('./pages/TemplatesPage.vue') }
  ],
  menu: [
    { id: 'agreements.list', titleKey: 'agreements.list.title', path: '/agreements', permission: 'agreements.read', group: 'collaboration', icon: 'file', order: 55 },
    { id: 'agreements.templates', titleKey: 'agreements.template.title', path: '/agreements/templates', permission: 'agreements.templates', group: 'run', icon: 'pen', order: 55 }
  ],
  taskForms: { 'agreements.commission': () => import('./parts/CommissionForm.vue') },
  casePanels: [{ id: 'agreements', titleKey: 'agreements.list.title', order: 80, permission: 'agreements.read', component: () => import('./parts/CasePanel.vue') }]
} satisfies UiModule
