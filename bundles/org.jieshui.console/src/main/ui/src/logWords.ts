// How the logs that auditors read are worded: what was done, to whom, and which fields.
import { reactive } from 'vue'
import { api, directory, i18n, t, tx, type Page, type Text } from '@jieshui/shell'

const names = reactive({ roles: new Map<string, string>(), people: new Map<string, string>() })
const worded = (key: string, otherwise: string) => (i18n.global.te(key) ? t(key) : otherwise)

/** Names of people and roles, for those who may list them; without them the log still reads. */
export async function loadNames() {
  const [roles, people] = await Promise.all([api.get<Page<{ id: string; name: Text }>>('/admin/roles'), api.get<Page<{ id: number; name: string }>>('/admin/people', { query: { limit: 200 } })])
  for (const role of roles.items) names.roles.set(role.id, tx(role.name))
  for (const person of people.items) names.people.set(String(person.id), person.name)
}

/** `person.granted` → 授权 */
export const actionName = (action: string) => worded(`journal.${action}`, action)

/** `role/steward` → 角色 客户管家 */
export function subjectName(subject: string) {
  const [kind, id] = subject.split('/')
  const name = { role: names.roles.get(id), person: names.people.get(id), department: directory.departmentName(id), district: directory.districtName(id) }[kind]
  return [worded(`subject.${kind}`, kind), name ?? id].filter(Boolean).join(' ')
}

export const fieldName = (field: string) => worded(`field.${field}`, field)
export const personName = (id: number, account: string) => names.people.get(String(id)) ?? (account || t('timeline.system'))
