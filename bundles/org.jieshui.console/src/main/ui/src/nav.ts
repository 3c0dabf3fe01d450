import { modules, useSession, type MenuEntry, type MenuGroup, type TaskCounts } from '@jieshui/shell'

export interface Item extends Omit<MenuEntry, 'permission'> {
  permission?: string | string[]
  count?: keyof TaskCounts
}

export const groups: { id: MenuGroup; titleKey: string }[] = [
  { id: 'work', titleKey: 'nav.work' },
  { id: 'intake', titleKey: 'nav.intake' },
  { id: 'collaboration', titleKey: 'nav.collaboration' },
  { id: 'statistics', titleKey: 'nav.statistics' },
  { id: 'run', titleKey: 'nav.run' },
  { id: 'organisation', titleKey: 'nav.organisation' },
  { id: 'check', titleKey: 'nav.check' }
]

const SYSTEM = 'post:system'
const SECURITY = 'post:security'
const AUDIT = 'post:audit'
const own: Item[] = [
  { id: 'inbox', titleKey: 'inbox.title', path: '/inbox', group: 'work', icon: 'inbox', order: 10, count: 'mine', permission: 'tasks.work' },
  { id: 'mine', titleKey: 'nav.mine', path: '/cases?steward=me', group: 'work', icon: 'file', order: 20, count: 'steward', permission: 'tasks.work' },
  { id: 'cases', titleKey: 'cases.title', path: '/cases', group: 'work', icon: 'search', order: 30, permission: 'cases.read' },
  { id: 'handover', titleKey: 'handover.title', path: '/handover', group: 'collaboration', icon: 'swap', order: 90, permission: 'cases.reassign' },
  { id: 'modules', titleKey: 'admin.modules', path: '/admin/modules', group: 'run', icon: 'grid', order: 10, permission: 'modules.read' },
  { id: 'parked', titleKey: 'admin.parked', path: '/admin/parked', group: 'run', icon: 'parked', order: 15, permission: 'cases.listeners' },
  { id: 'deliveries', titleKey: 'deliveries.title', path: '/admin/deliveries', group: 'run', icon: 'bell', order: 17, permission: 'notifications.admin' },
  { id: 'mailWording', titleKey: 'wording.title', path: '/admin/mail-wording', group: 'run', icon: 'pen', order: 18, permission: 'notifications.admin' },
  { id: 'processes', titleKey: 'admin.processes', path: '/admin/processes', group: 'run', icon: 'flow', order: 20, permission: ['cases.publish', 'cases.read', AUDIT] },
  { id: 'calendar', titleKey: 'admin.calendar', path: '/admin/calendar', group: 'run', icon: 'calendar', order: 30, permission: ['cases.read', 'modules.read', SYSTEM, AUDIT] },
  { id: 'reasons', titleKey: 'admin.reasons', path: '/admin/pause-reasons', group: 'run', icon: 'pause', order: 40, permission: ['cases.reasons'] },
  { id: 'people', titleKey: 'admin.people', path: '/admin/people', group: 'organisation', icon: 'person', order: 10, permission: [SYSTEM, SECURITY, AUDIT] },
  { id: 'departments', titleKey: 'admin.departments', path: '/admin/departments', group: 'organisation', icon: 'house', order: 20, permission: [SYSTEM, SECURITY] },
  { id: 'roles', titleKey: 'admin.roles', path: '/admin/roles', group: 'organisation', icon: 'key', order: 30, permission: [SYSTEM, SECURITY, AUDIT] },
  { id: 'districts', titleKey: 'admin.districts', path: '/admin/districts', group: 'organisation', icon: 'map', order: 40, permission: [SYSTEM, SECURITY] },
  { id: 'deputies', titleKey: 'admin.deputies', path: '/admin/deputies', group: 'organisation', icon: 'swap', order: 50, permission: SECURITY },
  { id: 'journal', titleKey: 'admin.journal', path: '/admin/journal', group: 'check', icon: 'shield', order: 10, permission: AUDIT },
  { id: 'access', titleKey: 'admin.accessLog', path: '/admin/access-log', group: 'check', icon: 'eye', order: 20, permission: AUDIT },
  { id: 'tokens', titleKey: 'admin.tokens', path: '/admin/tokens', group: 'organisation', icon: 'key', order: 60, permission: SECURITY },
  { id: 'sessions', titleKey: 'admin.sessions', path: '/admin/sessions', group: 'check', icon: 'log', order: 30, permission: SECURITY }
]

/** The menu of this person, by group; empty groups are left out. */
export function menu() {
  const session = useSession()
  const may = (item: Item) => !item.permission || (Array.isArray(item.permission) ? item.permission.some((one) => session.can(one)) : session.can(item.permission))
  const items: Item[] = [...own, ...modules.menu.value].filter(may)
  return groups.map((group) => ({ ...group, items: items.filter((item) => item.group === group.id).sort((a, b) => a.order - b.order) })).filter((group) => group.items.length)
}
