// One connection per stream for all tabs of the browser: over HTTP/1.1 a browser opens six per host, and every tab would hold three.
interface Port {
  postMessage(message: unknown): void
  start(): void
  onmessage: ((event: MessageEvent) => void) | null
}
interface Kept {
  source: EventSource | null
  wasOpen: boolean
  live: boolean
  retry: number
}
const NAMES = ['task', 'case', 'modules', 'notification']
const ports = new Set<Port>()
const streams = new Map<string, Kept>()
const tell = (message: unknown) => ports.forEach((port) => port.postMessage(message))

function open(path: string, kept: Kept) {
  const source = new EventSource(path)
  kept.source = source
  source.onopen = () => {
    kept.retry = 0
    kept.live = true
    tell({ path, live: true, again: kept.wasOpen })
    kept.wasOpen = true
  }
  const pass = (event: MessageEvent) => tell({ path, name: event.type, data: event.data as string })
  source.onmessage = pass
  for (const name of NAMES) source.addEventListener(name, pass as EventListener)
  source.onerror = () => {
    kept.live = false
    tell({ path, live: false })
    // the browser gives up for good when the answer is an error; try again, ever more slowly
    if (source.readyState === EventSource.CLOSED && kept.source === source) {
      kept.source = null
      setTimeout(() => streams.get(path) === kept && !kept.source && open(path, kept), Math.min(30_000, 1000 * 2 ** kept.retry++))
    }
  }
}

function take(port: Port) {
  ports.add(port)
  port.onmessage = ({ data }: MessageEvent<{ start?: string; stop?: string; leave?: true }>) => {
    if (data.leave) ports.delete(port)
    if (data.stop) {
      streams.get(data.stop)?.source?.close()
      streams.delete(data.stop)
    }
    if (data.start) {
      const kept = streams.get(data.start)
      if (kept) port.postMessage({ path: data.start, live: kept.live, again: false })
      else {
        const fresh: Kept = { source: null, wasOpen: false, live: false, retry: 0 }
        streams.set(data.start, fresh)
        open(data.start, fresh)
      }
    }
  }
  port.start()
}

;(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => take(event.ports[0] as unknown as Port)
