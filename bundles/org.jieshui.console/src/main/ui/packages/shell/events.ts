// What changed, pushed. EventSource reconnects by itself and sends Last-Event-ID, so that nothing between is lost.
import { onScopeDispose, reactive } from 'vue'

export interface ServerEvent {
  type: 'task' | 'case' | 'modules'
  caseId?: number
  taskId?: number
  department?: string
}

type Listener<T> = (event: T) => void

class Stream<T> {
  private source: EventSource | null = null
  private readonly listeners = new Set<Listener<T>>()
  private readonly reconnected = new Set<() => void>()
  private retry = 0
  private wasOpen = false
  readonly state = reactive({ live: false })

  constructor(private readonly path: string) {}

  start() {
    if (this.source) return
    const source = new EventSource(this.path)
    this.source = source
    source.onopen = () => {
      this.state.live = true
      this.retry = 0
      if (this.wasOpen) this.reconnected.forEach((tell) => tell())
      this.wasOpen = true
    }
    source.onmessage = (message) => {
      if (message.data) this.listeners.forEach((tell) => tell(JSON.parse(message.data) as T))
    }
    for (const name of ['task', 'case', 'modules', 'notification']) source.addEventListener(name, (event) => source.onmessage?.(event as MessageEvent))
    source.onerror = () => {
      this.state.live = false
      // the browser gives up for good when the answer is an error; try again, ever more slowly
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        this.source = null
        setTimeout(() => this.start(), Math.min(30_000, 1000 * 2 ** this.retry++))
      }
    }
  }

  stop() {
    this.source?.close()
    this.source = null
    this.wasOpen = false
    this.state.live = false
  }

  /** Listens until the component goes. */
  on(listener: Listener<T>, afterReconnect?: () => void) {
    this.listeners.add(listener)
    if (afterReconnect) this.reconnected.add(afterReconnect)
    onScopeDispose(() => this.listen(listener, afterReconnect), true)
  }
  private listen(listener: Listener<T>, afterReconnect?: () => void) {
    this.listeners.delete(listener)
    if (afterReconnect) this.reconnected.delete(afterReconnect)
  }
}

/** Cases, tasks and modules. */
export const events = new Stream<ServerEvent>('/api/events')
/** The bell. */
export const bell = new Stream<unknown>('/api/notifications/stream')
