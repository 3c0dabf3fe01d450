import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'construction',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/construction/works', titleKey: 'construction.list.title', permission: 'construction.read', component: () => import('./pages/WorksPage.vue') },
    { path: '/construction/lists', titleKey: 'construction.lists.title', permission: 'construction.lists', component: () => import('./pages/ListsPage.vue') }
  ],
  menu: [
    { id: 'construction.works', titleKey: 'construction.list.title', path: '/construction/works', permission: 'construction.read', group: 'collaboration', icon: 'truck', order: 45 },
    { id: 'construction.lists', titleKey: 'construction.lists.title', path: '/construction/lists', permission: 'construction.lists', group: 'run', icon: 'pen', order: 62 }
  ],
  taskForms: {
    'construction.excavation': () => import('./forms/ExcavationForm.vue'),
    'construction.works': () => import('./forms/WorksForm.vue'),
    'construction.acceptance': () => import('./forms/AcceptanceForm.vue')
  },
  casePanels: [
    {
      id: 'construction',
      titleKey: 'construction.panel',
      order: 60,
      permission: 'construction.read',
      when: (detail) => detail.tasks.some((task) => task.type === 'construction.works' || (task.type === 'construction.finding' && task.state === 'done')),
      component: () => import('./parts/CasePanel.vue')
    }
  ]
} satisfies UiModule
