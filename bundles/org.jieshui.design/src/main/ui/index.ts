import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'design',
  messages: { 'zh-CN': zh, en },
  taskForms: { 'design.approval': () => import('./forms/ApprovalForm.vue') },
  casePanels: [
    {
      id: 'design',
      titleKey: 'design.panel.title',
      order: 30,
      permission: 'design.read',
      when: (detail) => detail.tasks.some((task) => task.stage === 'design' && task.type.startsWith('design.')),
      component: () => import('./parts/DrawingsPanel.vue')
    }
  ]
} satisfies UiModule
