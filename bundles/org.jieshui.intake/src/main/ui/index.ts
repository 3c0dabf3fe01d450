import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'intake',
  messages: { 'zh-CN': zh, en },
  routes: [{ path: '/intake/new', titleKey: 'intake.new.title', permission: 'intake.work', component: () => import('./pages/NewCasePage.vue') }],
  menu: [{ id: 'intake.new', titleKey: 'intake.new.title', path: '/intake/new', permission: 'intake.work', group: 'intake', icon: 'plus', order: 10 }]
} satisfies UiModule
