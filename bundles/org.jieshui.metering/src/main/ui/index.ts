import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'metering',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/metering/meters', titleKey: 'metering.list.title', permission: 'metering.read', component: () => import('./pages/MetersPage.vue') },
    { path: '/metering/meters/:id', titleKey: 'metering.list.title', permission: 'metering.read', component: () => import('./pages/MeterPage.vue') }
  ],
  menu: [{ id: 'metering.meters', titleKey: 'metering.list.title', path: '/metering/meters', permission: 'metering.read', group: 'collaboration', icon: 'meter', order: 55 }],
  widgets: { 'metering-choice': () => import('./parts/MeterChoice.vue'), 'metering-serial': () => import('./parts/MeterSerial.vue'), 'metering-position': () => import('./parts/PhonePosition.vue') },
  taskPanels: [
    { id: 'metering.plan', order: 20, permission: 'metering.read', when: (task) => task.type === 'metering.preparation', component: () => import('./parts/PlanPanel.vue') },
    { id: 'metering.water', order: 20, permission: 'metering.read', when: (task) => task.type === 'metering.water-on', component: () => import('./parts/WaterPanel.vue') }
  ],
  casePanels: [{ id: 'metering', titleKey: 'metering.panel.title', order: 60, permission: 'metering.read', component: () => import('./parts/CasePanel.vue') }]
} satisfies UiModule
