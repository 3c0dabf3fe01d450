// The map: a plane in metres, drawn from what the server sends for the visible box. No tiles, nothing from outside.
import OlMap from 'ol/Map'
import View from 'ol/View'
import Feature, { type FeatureLike } from 'ol/Feature'
import type MapBrowserEvent from 'ol/MapBrowserEvent'
import { Circle as CircleGeometry, LineString, Point, Polygon } from 'ol/geom'
import { fromCircle } from 'ol/geom/Polygon'
import Draw, { createBox } from 'ol/interaction/Draw'
import { defaults as interactions } from 'ol/interaction/defaults'
import VectorLayer from 'ol/layer/Vector'
import Projection from 'ol/proj/Projection'
import VectorSource from 'ol/source/Vector'
import ScaleLine from 'ol/control/ScaleLine'
import { networks, type MapData, type Network } from '../api'
import { MOST_POINTS, type Ring } from '../supply'
import { MapStyle, readTokens } from './style'

export type Tool = 'look' | 'tap' | 'measure' | 'route' | 'area'
export type Shape = 'polygon' | 'box' | 'circle'
export type XY = [number, number]
/** What lies under the pointer. */
export interface Hit {
  kind: 'pipe' | 'outlet' | 'fitting'
  id: number
}

export interface Hooks {
  click(at: XY, hit: Hit | null): void
  moved(centre: XY, resolution: number): void
  failed(error: unknown): void
  loaded(data: MapData): void
}

/** More than the view is fetched, so that a small move needs nothing. */
const MARGIN = 0.35
const SNAP_PIXELS = 14
const FINEST = 0.05

export class NetworkMap {
  private readonly map: OlMap
  private readonly view: View
  private readonly style = new MapStyle(readTokens())
  private readonly theme = new MutationObserver(() => {
    this.style.reread()
    for (const source of [this.backdrop, this.pipes, this.spots]) source.changed()
  })
  private readonly backdrop = new VectorSource<Feature>({ useSpatialIndex: true })
  private readonly pipes = new VectorSource<Feature<LineString>>()
  private readonly spots = new VectorSource<Feature<Point>>()
  private readonly marks = new VectorSource<Feature>()
  private readonly layers: Record<'backdrop' | 'pipes' | 'spots' | 'marks', VectorLayer>
  private box: number[] | null = null
  private level = NaN
  private fetching: AbortController | null = null
  private selected = 0
  private chosenOutlet = 0
  private hidden = new Set<string>()
  private drawing: Draw | null = null

  constructor(
    target: HTMLElement,
    private readonly network: Network,
    private readonly hooks: Hooks,
    start: { centre?: XY; resolution?: number }
  ) {
    const bounds = network.bounds ?? [0, 0, 1000, 1000]
    const projection = new Projection({ code: `jieshui-${network.id}`, units: 'm', extent: bounds, getPointResolution: (resolution: number) => resolution })
    const s = this.style
    this.theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    this.layers = {
      backdrop: new VectorLayer({ source: this.backdrop, style: (f, r) => s.backdrop(f.get('kind'), f.get('name'), f.get('width'), r), updateWhileInteracting: true, declutter: true }),
      pipes: new VectorLayer({ source: this.pipes, style: (f, r) => s.pipe(f.get('calibre'), f.get('planned'), f.getId() === this.selected, this.hidden.has('labels') ? '' : f.get('label'), r), updateWhileInteracting: true, declutter: 'pipes' }),
      spots: new VectorLayer({ source: this.spots, style: (f, r) => this.spotStyle(f, r), updateWhileInteracting: true, declutter: 'pipes' }),
      marks: new VectorLayer({ source: this.marks, style: (f) => f.get('style'), updateWhileInteracting: true })
    }
    const size = Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1], 100)
    this.view = new View({
      projection,
      center: start.centre ?? [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2],
      resolution: start.resolution ?? size / 700,
      minResolution: FINEST,
      maxResolution: Math.max(size / 200, 1),
      constrainResolution: false,
      enableRotation: false,
      showFullExtent: true
    })
    this.map = new OlMap({
      target,
      view: this.view,
      layers: Object.values(this.layers),
      controls: [new ScaleLine({ units: 'metric', minWidth: 90 })],
      interactions: interactions({ altShiftDragRotate: false, pinchRotate: false, doubleClickZoom: false }),
      keyboardEventTarget: target
    })
    this.map.on('moveend', () => {
      this.hooks.moved(this.view.getCenter() as XY, this.view.getResolution() ?? 1)
      void this.load()
    })
    // 'moveend' comes only with the second frame
    this.map.once('postrender', () => void this.load())
    this.map.on('click', (event: MapBrowserEvent) => !this.drawing && this.hooks.click(event.coordinate as XY, this.hitAt(event.pixel)))
    this.map.on('pointermove', (event: MapBrowserEvent) => {
      if (!event.dragging) target.classList.toggle('over', !!this.hitAt(event.pixel))
    })
  }

  private spotStyle(feature: FeatureLike, resolution: number) {
    const f = feature as Feature<Point>
    if (f.get('what') === 'outlet') return this.hidden.has('outlets') ? [] : this.style.outlet(f.get('code'), f.get('calibre'), f.get('state'), f.get('id') === this.chosenOutlet, resolution)
    return this.hidden.has('fittings') ? [] : this.style.fitting(f.get('kind'), f.get('state'), resolution)
  }

  private hitAt(pixel: number[]): Hit | null {
    let best: Hit | null = null
    this.map.forEachFeatureAtPixel(
      pixel,
      (feature) => {
        const what = feature.get('what') as Hit['kind']
        if (what && (!best || (best.kind === 'pipe' && what !== 'pipe'))) best = { kind: what, id: feature.get('id') as number }
      },
      { hitTolerance: 5, layerFilter: (layer) => layer !== this.layers.backdrop && layer !== this.layers.marks }
    )
    return best
  }

  /** The point of a drawn pipe or outlet within a finger's width, or the point itself. */
  snap(at: XY): XY {
    const reach = SNAP_PIXELS * (this.view.getResolution() ?? 1)
    const spot = this.spots.getClosestFeatureToCoordinate(at, (f) => f.get('what') === 'outlet')
    if (spot) {
      const p = (spot.getGeometry() as Point).getCoordinates() as XY
      if (distance(p, at) <= reach) return p
    }
    const pipe = this.pipes.getClosestFeatureToCoordinate(at)
    const p = pipe?.getGeometry()?.getClosestPoint(at) as XY | undefined
    return p && distance(p, at) <= reach ? p : at
  }

  private async load() {
    const size = this.map.getSize()
    if (!size || !size[0]) return
    const resolution = this.view.getResolution() ?? 1
    const seen = this.view.calculateExtent(size)
    const level = Math.round(Math.log2(resolution) * 2)
    if (this.box && level === this.level && seen[0] >= this.box[0] && seen[1] >= this.box[1] && seen[2] <= this.box[2] && seen[3] <= this.box[3]) return
    const [dx, dy] = [(seen[2] - seen[0]) * MARGIN, (seen[3] - seen[1]) * MARGIN]
    const box = [seen[0] - dx, seen[1] - dy, seen[2] + dx, seen[3] + dy]
    this.fetching?.abort()
    const mine = new AbortController()
    this.fetching = mine
    try {
      const data = await networks.map(this.network.id, box, resolution, mine.signal)
      if (this.fetching !== mine) return
      this.box = box
      this.level = level
      this.draw(data)
      this.hooks.loaded(data)
    } catch (error) {
      if ((error as Error).name !== 'AbortError') this.hooks.failed(error)
    }
  }

  /** Fetches again what is shown: something was changed. */
  reload() {
    this.box = null
    return this.load()
  }

  private draw(data: MapData) {
    const pipes: Feature<LineString>[] = []
    for (let i = 0; i < data.pipes.length; ) {
      const id = data.pipes[i]
      const calibre = data.pipes[i + 1]
      const planned = data.pipes[i + 2] === 1
      const [path, next] = unpack(data, data.pipes, i + 3)
      i = next
      const feature = new Feature(new LineString(path))
      feature.setId(id)
      feature.setProperties({ what: 'pipe', id, calibre, planned, label: label(calibre, data.labels?.[id], this.materialName) }, true)
      pipes.push(feature)
    }
    const spot = (what: string) => (row: MapData['outlets'][number]) => {
      const [id, kind, code, calibre, state, x, y] = row
      const feature = new Feature(new Point([data.x + x * data.unit, data.y + y * data.unit]))
      feature.setProperties({ what, id, kind, code, calibre, state }, true)
      return feature
    }
    const backdrop = data.backdrop.map((row) => {
      const [kind, name, width, ...rest] = row
      const [path] = unpack(data, rest as number[], 0)
      const feature = new Feature(kind === 'road' ? new LineString(path) : new Polygon([path]))
      feature.setProperties({ kind, name, width }, true)
      return feature
    })
    replace(this.pipes, pipes)
    replace(this.spots, [...data.fittings.map(spot('fitting')), ...data.outlets.map(spot('outlet'))])
    replace(this.backdrop, backdrop)
  }

  /** Short name of a material for the labels; set by the page, which knows the language. */
  materialName: (id: string | null) => string = () => ''

  select(pipeId: number) {
    this.selected = pipeId
    this.pipes.changed()
  }

  show(layer: 'outlets' | 'fittings' | 'labels' | 'backdrop', on: boolean) {
    if (on) this.hidden.delete(layer)
    else this.hidden.add(layer)
    if (layer === 'backdrop') this.layers.backdrop.setVisible(on)
    this.pipes.changed()
    this.spots.changed()
  }

  /** Lets an area be drawn, once; what is half drawn is dropped. */
  drawArea(shape: Shape, done: (ring: Ring) => void) {
    this.endDrawing()
    const draw = new Draw({
      type: shape === 'polygon' ? 'Polygon' : 'Circle',
      geometryFunction: shape === 'box' ? createBox() : undefined,
      maxPoints: MOST_POINTS,
      style: this.style.area()
    })
    draw.on('drawend', (event) => {
      const drawn = event.feature.getGeometry() as Polygon | CircleGeometry
      const polygon = drawn instanceof Polygon ? drawn : fromCircle(drawn, 48)
      // the click that ends the drawing is still on its way
      setTimeout(() => {
        if (this.drawing === draw) this.endDrawing()
        done(polygon.getCoordinates()[0].slice(0, -1).flat())
      })
    })
    this.drawing = draw
    this.map.addInteraction(draw)
  }

  endDrawing() {
    if (this.drawing) this.map.removeInteraction(this.drawing)
    this.drawing = null
  }

  fit(ring: Ring) {
    this.view.fit(new Polygon([pairs(ring)]), { padding: [60, 60, 60, 60], duration: 250 })
  }

  /** Everything red, the circle of the search, and the area drawn. */
  mark(marks: { area?: Ring; point?: XY; radius?: number; tap?: XY; tapLabel?: string; outletId?: number; line?: XY[]; lineLabel?: string }) {
    this.chosenOutlet = marks.outletId ?? 0
    const features: Feature[] = []
    const add = (geometry: Point | LineString | Polygon | CircleGeometry, style: unknown) => {
      const feature = new Feature(geometry)
      feature.set('style', style)
      features.push(feature)
    }
    if (marks.area) add(new Polygon([pairs(marks.area)]), this.style.area())
    if (marks.point && marks.radius) add(new CircleGeometry(marks.point, marks.radius), this.style.radius())
    if (marks.line && marks.line.length > 1) add(new LineString(marks.line), this.style.measured())
    marks.line?.forEach((corner, index) => (index > 0 || !marks.tap) && add(new Point(corner), this.style.corner()))
    if (marks.tap) add(new Point(marks.tap), this.style.tap(marks.tapLabel ?? ''))
    else if (marks.point) add(new Point(marks.point), this.style.corner())
    if (marks.line && marks.lineLabel) add(new Point(marks.line[marks.line.length - 1]), this.style.tag(marks.lineLabel))
    replace(this.marks, features)
    this.spots.changed()
  }

  goTo(at: XY, resolution?: number) {
    this.view.animate({ center: at, resolution: resolution ?? Math.min(this.view.getResolution() ?? 1, 0.8), duration: 250 })
  }

  zoom(factor: number) {
    this.view.animate({ resolution: Math.max(FINEST, (this.view.getResolution() ?? 1) * factor), duration: 200 })
  }

  whole() {
    if (this.network.bounds) this.view.fit(this.network.bounds, { padding: [40, 40, 40, 40], duration: 250 })
  }

  /** A picture of what is seen, to go with a finding. */
  picture(): Promise<Blob | null> {
    return new Promise((resolve) => {
      this.map.once('rendercomplete', () => {
        const [width, height] = this.map.getSize() ?? [0, 0]
        const sheet = document.createElement('canvas')
        const ratio = window.devicePixelRatio || 1
        sheet.width = width * ratio
        sheet.height = height * ratio
        const pen = sheet.getContext('2d')
        if (!pen) return resolve(null)
        pen.fillStyle = this.style.tokens['map-land']
        pen.fillRect(0, 0, sheet.width, sheet.height)
        this.map.getViewport()?.querySelectorAll('canvas').forEach((canvas) => canvas.width && pen.drawImage(canvas, 0, 0, sheet.width, sheet.height))
        sheet.toBlob(resolve, 'image/png')
      })
      this.map.renderSync()
      this.map.render()
    })
  }

  close() {
    this.theme.disconnect()
    this.fetching?.abort()
    this.map.setTarget(undefined)
    this.map.dispose()
  }
}

function replace<T extends Feature>(source: VectorSource<T>, features: T[]) {
  source.clear(true)
  source.addFeatures(features)
}

function unpack(data: MapData, numbers: number[], at: number): [XY[], number] {
  const count = numbers[at++]
  const path: XY[] = new Array(count)
  let x = 0
  let y = 0
  for (let k = 0; k < count; k++) {
    x += numbers[at++]
    y += numbers[at++]
    path[k] = [data.x + x * data.unit, data.y + y * data.unit]
  }
  return [path, at]
}

function label(calibre: number, facts: [string | null, number] | undefined, name: (id: string | null) => string) {
  if (!calibre) return ''
  return [`DN${calibre}`, facts ? name(facts[0]) : '', facts?.[1] ? String(facts[1]) : ''].filter(Boolean).join(' ')
}

const pairs = (ring: Ring): XY[] => {
  const points = Array.from({ length: ring.length / 2 }, (_, i): XY => [ring[2 * i], ring[2 * i + 1]])
  return [...points, points[0]]
}

export const distance = (a: XY, b: XY) => Math.hypot(a[0] - b[0], a[1] - b[1])
export const lengthOf = (line: XY[]) => line.slice(1).reduce((sum, point, index) => sum + distance(line[index], point), 0)
