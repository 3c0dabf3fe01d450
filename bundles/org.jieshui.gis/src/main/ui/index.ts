import type { UiModule } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

export default {
  id: 'gis',
  messages: { 'zh-CN': zh, en },
  routes: [
    { path: '/gis/map', titleKey: 'gis.map.title', permission: 'gis.read', component: () => import('./pages/MapPage.vue') },
    { path: '/gis/pipes', titleKey: 'gis.pipes.title', permission: 'gis.read', component: () => import('./pages/PipesPage.vue') },
    { path: '/gis/imports', titleKey: 'gis.imports.title', permission: 'gis.import', component: () => import('./pages/ImportsPage.vue') }
  ],
  menu: [
    { id: 'gis.map', titleKey: 'gis.map.title', path: '/gis/map', permission: 'gis.read', group: 'collaboration', icon: 'map', order: 10 },
    { id: 'gis.pipes', titleKey: 'gis.pipes.title', path: '/gis/pipes', permission: 'gis.edit', group: 'collaboration', icon: 'pen', order: 11 },
    { id: 'gis.imports', titleKey: 'gis.imports.title', path: '/gis/imports', permission: 'gis.import', group: 'collaboration', icon: 'upload', order: 12 }
  ],
  casePanels: [{ id: 'gis.tap', titleKey: 'gis.case.title', order: 40, permission: 'gis.read', component: () => import('./parts/CasePanel.vue') }],
  widgets: { 'map-point': () => import('./parts/MapPoint.vue'), 'map-area': () => import('./parts/MapArea.vue') }
} satisfies UiModule
