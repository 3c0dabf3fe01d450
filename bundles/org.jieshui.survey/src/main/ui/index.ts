import type { CaseDetail, TaskRow, UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

const booked = (detail: CaseDetail) => detail.tasks.some((task) => task.type === 'survey.appointment' && task.state === 'done')
/** What is filled in on site: the findings, the attendance, the plan, the application. */
const onSite = (task: TaskRow, detail: CaseDetail) => task.state === 'open' && task.stage === 'plan' && task.type !== 'survey.appointment' && booked(detail)

export default {
  id: 'survey',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/survey/appointments', titleKey: 'survey.week.title', permission: 'survey.read', component: () => import('./pages/WeekPage.vue') },
    { path: '/survey/plan-changes', titleKey: 'survey.changes.title', permission: 'survey.read', component: () => import('./pages/ChangesPage.vue') }
  ],
  menu: [
    { id: 'survey.week', titleKey: 'survey.week.title', path: '/survey/appointments', permission: 'survey.read', group: 'collaboration', icon: 'calendar', order: 1 },
    { id: 'survey.changes', titleKey: 'survey.changes.title', path: '/survey/plan-changes', permission: 'survey.read', group: 'collaboration', icon: 'swap', order: 2 }
  ],
  taskForms: {
    'survey.appointment': () => import('./forms/AppointmentForm.vue'),
    'survey.attendance': () => import('./forms/AttendanceForm.vue'),
    'survey.plan': () => import('./forms/PlanForm.vue')
  },
  taskPanels: [{ id: 'site', order: 10, permission: 'survey.read', when: onSite, component: () => import('./parts/SiteCard.vue') }],
  casePanels: [{ id: 'survey', titleKey: 'survey.panel.title', order: 20, permission: 'survey.read', when: booked, component: () => import('./parts/CasePanel.vue') }],
  findingCards: {
    'survey.appointment': () => import('./parts/AppointmentCard.vue'),
    'survey.attendance': () => import('./parts/AttendanceCard.vue')
  }
} satisfies UiModule
