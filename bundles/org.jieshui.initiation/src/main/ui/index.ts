import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'initiation',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/initiation/approvals', titleKey: 'initiation.register.title', permission: 'initiation.read', component: () => import('./pages/RegisterPage.vue') },
    { path: '/initiation/approvals/new', titleKey: 'initiation.new.title', permission: 'initiation.work', component: () => import('./pages/NewApprovalPage.vue') }
  ],
  menu: [
    { id: 'initiation.new', titleKey: 'initiation.new.title', path: '/initiation/approvals/new', permission: 'initiation.work', group: 'intake', icon: 'plus', order: 4 },
    { id: 'initiation.register', titleKey: 'initiation.register.title', path: '/initiation/approvals', permission: 'initiation.read', group: 'intake', icon: 'log', order: 5 }
  ],
  casePanels: [
    { id: 'initiation.approval', titleKey: 'initiation.panel.title', order: 10, permission: 'initiation.read', when: (detail) => detail.case.origin === 'joint-review', component: () => import('./parts/ApprovalPanel.vue') }
  ]
} satisfies UiModule
