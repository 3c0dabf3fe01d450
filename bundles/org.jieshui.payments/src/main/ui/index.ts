import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'payments',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/payments/transfers', titleKey: 'payments.transfers.title', permission: 'payments.books', component: () => import('./pages/TransfersPage.vue') },
    { path: '/payments/transfers/:id', titleKey: 'payments.transfers.title', permission: 'payments.books', component: () => import('./pages/TransferPage.vue') }
  ],
  menu: [{ id: 'payments.transfers', titleKey: 'payments.transfers.title', path: '/payments/transfers', permission: 'payments.books', group: 'collaboration', icon: 'inbox', order: 50 }],
  taskForms: { 'payments.arrival': () => import('./forms/ArrivalForm.vue') },
  casePanels: [{ id: 'payments', titleKey: 'payments.panel.title', order: 55, permission: 'payments.read', component: () => import('./parts/CasePanel.vue') }]
} satisfies UiModule
