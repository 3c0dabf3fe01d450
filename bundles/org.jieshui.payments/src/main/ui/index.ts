import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'payments',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/payments/transfers', titleKey: 'payments.transfers.title', permission: 'payments.books', component: () => import('./pages/TransfersPage.vue') },
    { path: '/payments/transfers/:id', titleKey: 'payments.transfers.title', permission: 'payments.books', component: () => import('./pages/TransferPage.vue') },
    { path: '/payments/import', titleKey: 'payments.import.title', permission: 'payments.work', component: () => import('./pages/ImportPage.vue') },
    { path: '/payments/refunds', titleKey: 'payments.refund.title', permission: 'payments.books', component: () => import('./pages/RefundsPage.vue') },
    { path: '/payments/check', titleKey: 'payments.check.title', permission: 'payments.books', component: () => import('./pages/CheckPage.vue') }
  ],
  menu: [
    { id: 'payments.transfers', titleKey: 'payments.transfers.title', path: '/payments/transfers', permission: 'payments.books', group: 'collaboration', icon: 'swap', order: 50 },
    { id: 'payments.refunds', titleKey: 'payments.refund.title', path: '/payments/refunds', permission: 'payments.books', group: 'collaboration', icon: 'undo', order: 51 },
    { id: 'payments.check', titleKey: 'payments.check.title', path: '/payments/check', permission: 'payments.books', group: 'collaboration', icon: 'chart', order: 52 }
  ],
  taskForms: { 'payments.arrival': () => import('./forms/ArrivalForm.vue') },
  casePanels: [{ id: 'payments', titleKey: 'payments.panel.title', order: 55, permission: 'payments.read', component: () => import('./parts/CasePanel.vue') }]
} satisfies UiModule
