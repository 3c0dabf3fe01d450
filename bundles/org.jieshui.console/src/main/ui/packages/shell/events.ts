// What changed, pushed. The browser reconnects by itself with Last-Event-ID, so that nothing between is lost.
import { onScopeDispose, reactive } from 'vue'

export interface ServerEvent {
  type: 'task' | 'case' | 'modules'
  caseId?: number
  taskId?: number | null
  department?: string
}

interface Note {
  path: string
  live?: boolean
  again?: boolean
  name?: string
  data?: string
}

let port: MessagePort | null | undefined
const streams = new Map<string, Stream<unknown>>()

/** The worker that holds the connections for all tabs; null where the browser has none (phones). */
function shared(): MessagePort | null {
  if (port !== undefined) return port
  try {
    const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), { type: 'module', name: 'jieshui-events' })
    port = worker.port
    port.onmessage = ({ data }: MessageEvent<Note>) => streams.get(data.path)?.heard(data)
    port.start()
    window.addEventListener('pagehide', () => port?.postMessage({ leave: true }))
  } catch {
    port = null
  }
  return port
}

class Stream<T> {
  private own: EventSource | null = null
  private started = false
  private wasOpen = false
  private retry = 0
  private readonly listeners = new Set<(event: T) => void>()
  private readonly reconnected = new Set<() => void>()
  readonly state = reactive({ live: false })

  constructor(private readonly path: string) {
    streams.set(path, this as Stream<unknown>)
  }

  start() {
    if (this.started) return
    this.started = true
    const worker = shared()
    if (worker) worker.postMessage({ start: this.path })
    else this.connect()
  }

  /** Ends the connection, for every tab: the session ended or began. */
  stop() {
    this.started = false
    this.state.live = false
    shared()?.postMessage({ stop: this.path })
    this.own?.close()
    this.own = null
    this.wasOpen = false
  }

  heard(note: Note) {
    if (!this.started) return
    if (note.live !== undefined) {
      // what a page fetched before the stream was open may be old already, the first time too
      const opened = note.live && (!this.state.live || note.again)
      this.state.live = note.live
      if (opened) this.reconnected.forEach((tell) => tell())
    }
    if (note.data) {
      const data: unknown = JSON.parse(note.data)
      const event = { ...(typeof data === 'object' && !Array.isArray(data) ? data : {}), ...(note.name && note.name !== 'message' ? { type: note.name } : {}) } as T
      this.listeners.forEach((tell) => tell(event))
    }
  }

  private connect() {
    const source = new EventSource(this.path)
    this.own = source
    source.onopen = () => {
      this.retry = 0
      this.heard({ path: this.path, live: true, again: this.wasOpen })
      this.wasOpen = true
    }
    const pass = (event: MessageEvent) => this.heard({ path: this.path, name: event.type, data: event.data as string })
    source.onmessage = pass
    for (const name of ['task', 'case', 'modules', 'notification']) source.addEventListener(name, pass as EventListener)
    source.onerror = () => {
      this.state.live = false
      if (source.readyState === EventSource.CLOSED && this.own === source) {
        this.own = null
        setTimeout(() => this.started && !this.own && this.connect(), Math.min(30_000, 1000 * 2 ** this.retry++))
      }
    }
  }

  /** Listens until the component goes. `afterReconnect`: fetch again, for what came between the fetch and the stream, or while it was gone. */
  on(listener: (event: T) => void, afterReconnect?: () => void) {
    this.listeners.add(listener)
    if (afterReconnect) this.reconnected.add(afterReconnect)
    onScopeDispose(() => {
      this.listeners.delete(listener)
      if (afterReconnect) this.reconnected.delete(afterReconnect)
    }, true)
  }
}

/** Cases and tasks that the person may see. */
export const events = new Stream<ServerEvent>('/api/events')
/** The set of running modules. */
export const moduleEvents = new Stream<ServerEvent>('/api/console/events')
/** The bell. */
export const bell = new Stream<unknown>('/api/notifications/stream')
