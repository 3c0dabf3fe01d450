// People, departments and districts, for pickers and names. Small and slow-moving: kept for the session.
import { reactive } from 'vue'
import { api } from './api'
import { tx } from './i18n'
import type { DocumentInfo, Text } from './types'

export interface Department {
  id: string
  name: Text
  external: boolean
}
export interface District {
  id: string
  name: Text
}
export interface Person {
  id: number
  account?: string
  name: string
  department: string
}

const lists = reactive({ departments: [] as Department[], districts: [] as District[], documentTypes: [] as { id: string; name: Text }[], processes: [] as { id: string; name: Text }[] })
const asked = new Map<string, Promise<unknown>>()
const items = <T>(answer: T[] | { items: T[] }) => (Array.isArray(answer) ? answer : answer.items)

function once<T>(path: string, put: (list: T[]) => void): Promise<unknown> {
  const known = asked.get(path)
  if (known) return known
  const asking = api.get<T[] | { items: T[] }>(path).then(
    (answer) => put(items(answer)),
    (error) => {
      asked.delete(path)
      throw error
    }
  )
  asked.set(path, asking)
  return asking
}

// people seen by their id only: asked for together, once
const people = reactive(new Map<number, Person | 'asked' | 'unknown'>())
const wanted: number[] = []
function person(id: number): Person | null {
  const known = people.get(id)
  if (!known) {
    people.set(id, 'asked')
    if (!wanted.length) setTimeout(ask)
    wanted.push(id)
  }
  return typeof known === 'object' ? known : null
}
function ask() {
  const ids = wanted.splice(0, 200)
  if (wanted.length) setTimeout(ask)
  api.get<{ items: Person[] }>('/directory/people', { query: { id: ids } }).then(
    (answer) => ids.forEach((id) => people.set(id, answer.items.find((one) => one.id === id) ?? 'unknown')),
    () => ids.forEach((id) => people.delete(id))
  )
}

const quietly = (promise: Promise<unknown>) => void promise.catch(() => {})

export const directory = {
  departments() {
    quietly(once<Department>('/directory/departments', (list) => (lists.departments = list)))
    return lists.departments
  },
  districts() {
    quietly(once<District>('/directory/districts', (list) => (lists.districts = list)))
    return lists.districts
  },
  documentTypes() {
    quietly(once<{ id: string; name: Text }>('/document-types', (list) => (lists.documentTypes = list)))
    return lists.documentTypes
  },
  processes() {
    quietly(once<{ id: string; name: Text }>('/processes', (list) => (lists.processes = list)))
    return lists.processes
  },
  departmentName: (id: string | null | undefined) => (id ? tx(directory.departments().find((one) => one.id === id)?.name) || id : ''),
  districtName: (id: string | null | undefined) => (id ? tx(directory.districts().find((one) => one.id === id)?.name) || id : ''),
  documentTypeName: (id: string) => tx(directory.documentTypes().find((one) => one.id === id)?.name) || id,
  processName: (id: string) => tx(directory.processes().find((one) => one.id === id)?.name) || id,
  /** Who a person id is, once the answer is there; null before, and for people whom the reader may not see. */
  person,
  personName: (id: number | null | undefined) => (id ? (person(id)?.name ?? (people.get(id) === 'unknown' ? `#${id}` : '…')) : ''),
  people: (query: { q?: string; department?: string; permission?: string; district?: string }) =>
    api.get<Person[] | { items: Person[] }>('/directory/people', { query: { ...query, limit: 50 } }).then(items),
  /** Administrators change what is listed. */
  forget() {
    asked.clear()
    people.clear()
  }
}

export const documentsOf = (caseId: number) => api.get<DocumentInfo[] | { items: DocumentInfo[] }>('/documents', { query: { case: caseId } }).then(items)
