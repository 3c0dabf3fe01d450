import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'visits',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/visits/follow-ups', titleKey: 'visits.list.title', permission: 'visits.read', component: () => import('./pages/FollowUpsPage.vue') },
    { path: '/visits/questionnaire', titleKey: 'visits.questionnaire.title', permission: 'visits.questionnaire', component: () => import('./pages/QuestionnairePage.vue') }
  ],
  menu: [
    { id: 'visits.follow-ups', titleKey: 'visits.list.title', path: '/visits/follow-ups', permission: 'visits.read', group: 'collaboration', icon: 'phone', order: 60 },
    { id: 'visits.questionnaire', titleKey: 'visits.questionnaire.title', path: '/visits/questionnaire', permission: 'visits.questionnaire', group: 'run', icon: 'pen', order: 60 }
  ],
  taskForms: { 'visits.visit': () => import('./parts/VisitForm.vue') },
  findingCards: { 'visits.visit': () => import('./parts/VisitCard.vue') },
  casePanels: [
    { id: 'visits', titleKey: 'visits.panel', order: 90, permission: 'visits.read', when: (detail) => detail.tasks.some((task) => task.type === 'visits.visit' && task.state === 'done'), component: () => import('./parts/CasePanel.vue') }
  ]
} satisfies UiModule
