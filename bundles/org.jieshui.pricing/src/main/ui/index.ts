import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'pricing',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/pricing/lists', titleKey: 'pricing.lists.title', permission: 'pricing.read', component: () => import('./pages/ListsPage.vue') },
    { path: '/pricing/lists/:id', titleKey: 'pricing.lists.title', permission: 'pricing.read', component: () => import('./pages/ListPage.vue') }
  ],
  menu: [{ id: 'pricing.lists', titleKey: 'pricing.lists.title', path: '/pricing/lists', permission: 'pricing.read', group: 'collaboration', icon: 'bag', order: 40 }],
  taskForms: { 'pricing.fee': () => import('./forms/FeeForm.vue'), 'pricing.quotation': () => import('./forms/QuotationForm.vue') },
  casePanels: [
    {
      id: 'pricing.fees',
      titleKey: 'pricing.panel.title',
      order: 50,
      permission: 'pricing.read',
      when: (detail) => detail.tasks.some((task) => task.type.startsWith('pricing.')),
      component: () => import('./parts/CasePanel.vue')
    }
  ]
} satisfies UiModule
