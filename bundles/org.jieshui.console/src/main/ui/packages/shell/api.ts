// HTTP: one place that knows the session's token, the language, idempotency keys and problems.
import type { ProblemBody, Text } from './types'

const state = { csrf: '', language: 'zh-CN' }
const unauthenticated = new Set<() => void>()

export function configureApi(change: Partial<typeof state>) {
  Object.assign(state, change)
}

/** Called when the server no longer knows the session. */
export function onUnauthenticated(listener: () => void) {
  unauthenticated.add(listener)
}

/** A refusal, as the server worded it. `status` 0: no answer (offline, cut off). */
export class Problem extends Error {
  readonly status: number
  readonly type: string
  readonly body: ProblemBody
  constructor(body: ProblemBody) {
    super(pick(body.detail) || body.title || body.type)
    this.name = 'Problem'
    this.status = body.status
    this.type = (body.type ?? '').replace(/^.*?\/problems\//, '')
    this.body = body
  }
  /** To quote to support: the request's number as the log has it, whole. */
  get reference() {
    return this.body.instance ?? ''
  }
  /** Field messages by JSON pointer; several at one field one after another. */
  get fields(): Record<string, string> {
    const all: Record<string, string> = {}
    for (const { pointer, detail } of this.body.errors ?? []) all[pointer] = [all[pointer], pick(detail)].filter(Boolean).join(state.language.startsWith('en') ? '; ' : '；')
    return all
  }
}

function pick(text: string | Text | undefined | null): string {
  if (!text) return ''
  return typeof text === 'string' ? text : state.language.startsWith('en') ? text.en : text['zh-CN']
}

export interface Options {
  query?: Record<string, unknown>
  body?: unknown
  /** Version seen, for `If-Match`. */
  version?: number
  /** Idempotency key. Keep it for the repetition of the same action. */
  key?: string
  signal?: AbortSignal
  headers?: Record<string, string>
  /** A body that is JSON text already, sent as it was written. */
  text?: string
}

/** A key for one intended action; reuse it when the answer was lost. */
export const newKey = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')

export function queryString(query: Record<string, unknown> = {}) {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one))
  }
  const text = params.toString()
  return text ? `?${text}` : ''
}

function headers(method: string, options: Options): Record<string, string> {
  const all: Record<string, string> = { Accept: 'application/json, application/problem+json', 'Accept-Language': state.language, ...options.headers }
  if (method !== 'GET' && state.csrf) all['X-CSRF-Token'] = state.csrf
  if (options.version !== undefined) all['If-Match'] = `"${options.version}"`
  if (options.key) all['Idempotency-Key'] = options.key
  return all
}

async function failure(status: number, text: string, number: string | null): Promise<Problem> {
  let body: ProblemBody = { type: 'internal', status, instance: number ?? undefined }
  try {
    body = { ...body, ...(JSON.parse(text) as ProblemBody), status }
  } catch {
    // a proxy's page: its status is all there is to say
  }
  const problem = new Problem(body)
  if (status === 401 && problem.type !== 'identity/login-failed') unauthenticated.forEach((tell) => tell())
  return problem
}

async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const init: RequestInit = { method, headers: headers(method, options), credentials: 'same-origin', signal: options.signal }
  if (options.body !== undefined || options.text !== undefined) {
    ;(init.headers as Record<string, string>)['Content-Type'] = 'application/json'
    init.body = options.text ?? JSON.stringify(options.body)
  }
  let response: Response
  try {
    response = await fetch(`/api${path}${queryString(options.query)}`, init)
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw new Problem({ type: 'offline', status: 0 })
  }
  const text = await response.text()
  if (!response.ok) throw await failure(response.status, text, response.headers.get('X-Request-Id'))
  return (text ? JSON.parse(text) : null) as T
}

export const api = {
  get: <T>(path: string, options?: Options) => call<T>('GET', path, options),
  post: <T>(path: string, body: unknown = {}, options?: Options) => call<T>('POST', path, { ...options, body }),
  put: <T>(path: string, body: unknown, options?: Options) => call<T>('PUT', path, { ...options, body }),
  patch: <T>(path: string, body: unknown, options?: Options) => call<T>('PATCH', path, { ...options, body }),
  delete: <T>(path: string, options?: Options) => call<T>('DELETE', path, options)
}

/** Fetches a file and lets the browser save it; a refusal is a {@link Problem}, not a saved error. */
export async function download(path: string, query: Record<string, unknown>, name: string) {
  const response = await fetch(`/api${path}${queryString(query)}`, { headers: { 'Accept-Language': state.language }, credentials: 'same-origin' }).catch(() => {
    throw new Problem({ type: 'offline', status: 0 })
  })
  if (!response.ok) throw await failure(response.status, await response.text(), response.headers.get('X-Request-Id'))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(
    await response.blob().catch(() => {
      throw new Problem({ type: 'offline', status: 0 })
    })
  )
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

const uploadKeys = new WeakMap<Blob, Map<string, string>>()

/** The same file for the same place is one intention, however often it is sent: its key stays. */
export function uploadKey(file: Blob, place: string) {
  const keys = uploadKeys.get(file) ?? new Map<string, string>()
  uploadKeys.set(file, keys)
  const key = keys.get(place) ?? newKey()
  keys.set(place, key)
  return key
}

/** Sends a file with progress; fetch cannot report how much has left. Sent again after a lost answer, it is stored once. */
export function upload<T>(path: string, file: Blob & { name?: string }, query: Record<string, unknown>, progress: (share: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const place = `${path}${queryString(query)}`
    request.open('POST', `/api${place}`)
    for (const [name, value] of Object.entries(headers('POST', { key: uploadKey(file, place) }))) request.setRequestHeader(name, value)
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name ?? 'file'))
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    request.onload = async () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T)
      else reject(await failure(request.status, request.responseText, request.getResponseHeader('X-Request-Id')))
    }
    request.onerror = () => reject(new Problem({ type: 'offline', status: 0 }))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
