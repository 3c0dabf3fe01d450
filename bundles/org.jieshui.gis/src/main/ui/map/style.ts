// What things look like on the map: calibre is width and colour, red is the tap point and the measured line alone. Colours are the shell's tokens.
import { Circle, Fill, RegularShape, Stroke, Style, Text } from 'ol/style'
import { band, WIDTHS } from '../text'

export interface Tokens {
  [name: string]: string
}

export function readTokens(): Tokens {
  const css = getComputedStyle(document.documentElement)
  const read = (name: string) => css.getPropertyValue(name).trim()
  const names = ['pipe-600', 'pipe-300', 'pipe-200', 'pipe-100', 'pipe-plan', 'map-land', 'map-road', 'map-block', 'map-green', 'map-water', 'map-edge', 'primary', 'ink', 'ink-2', 'ink-3', 'surface', 'brand', 'over', 'primary-soft', 'font']
  return Object.fromEntries(names.map((name) => [name, read(`--${name}`)]))
}

const TAP = '#A61E18'

export class MapStyle {
  private readonly cache = new Map<string, Style | Style[]>()
  constructor(readonly tokens: Tokens) {}

  /** The page changed between light and dark. */
  reread() {
    Object.assign(this.tokens, readTokens())
    this.cache.clear()
  }

  private make(key: string, style: () => Style | Style[]) {
    let one = this.cache.get(key)
    if (!one) this.cache.set(key, (one = style()))
    return one
  }

  private text(text: string, options: Partial<{ line: boolean; colour: string; offsetX: number; offsetY: number; spacing: boolean; weight: string; align: CanvasTextAlign }> = {}) {
    return new Text({
      text,
      font: `${options.weight ?? '400'} 12px ${this.tokens.font}`,
      placement: options.line ? 'line' : 'point',
      textAlign: options.align,
      fill: new Fill({ color: options.colour ?? this.tokens.brand }),
      stroke: new Stroke({ color: this.tokens.surface, width: 4 }),
      offsetX: options.offsetX,
      offsetY: options.offsetY,
      maxAngle: 0.4
    })
  }

  /** Far out, thin lines: the net must stay a net. */
  width(calibre: number, resolution: number) {
    const full = WIDTHS[band(calibre)]
    return resolution < 1.5 ? full : resolution < 4 ? full * 0.7 : resolution < 10 ? full * 0.5 : Math.max(1, full * 0.35)
  }

  pipe(calibre: number, planned: boolean, selected: boolean, label: string, resolution: number): Style[] {
    const zoom = resolution < 1.5 ? 0 : resolution < 4 ? 1 : resolution < 10 ? 2 : 3
    const lines = this.make(`p${band(calibre)}/${planned}/${selected}/${zoom}`, () => {
      const width = this.width(calibre, resolution)
      const colour = this.tokens[`pipe-${band(calibre)}`]
      const z = Number(band(calibre)) / 100
      const styles = []
      if (zoom < 2) styles.push(new Style({ stroke: new Stroke({ color: this.tokens['map-road'], width: width + 3 }), zIndex: z - 10 }))
      if (selected) styles.push(new Style({ stroke: new Stroke({ color: `${this.tokens.primary}55`, width: width + 10 }), zIndex: z - 20 }))
      styles.push(new Style({ stroke: new Stroke({ color: colour, width }), zIndex: z }))
      if (planned) styles.push(new Style({ stroke: new Stroke({ color: this.tokens['pipe-plan'], width: Math.max(2, width * 0.6), lineDash: [8, 5] }), zIndex: z + 10 }))
      return styles
    }) as Style[]
    if (!label || zoom > 0) return lines
    return [...lines, this.make(`l${label}`, () => new Style({ text: this.text(label, { line: true, offsetY: -10 }), zIndex: 50 })) as Style]
  }

  backdrop(kind: string, name: string | null, width: number, resolution: number): Style[] {
    const t = this.tokens
    if (kind === 'road') {
      const px = Math.max(1, width / resolution)
      return this.make(`r${Math.round(px)}/${name}`, () => [
        new Style({ stroke: new Stroke({ color: t['map-edge'], width: px + 2 }), zIndex: 1 }),
        new Style({ stroke: new Stroke({ color: t['map-road'], width: px }), zIndex: 2 }),
        ...(name && px > 8 ? [new Style({ text: this.text([...name].join('\u2009'), { line: true, colour: t['ink-3'] }), zIndex: 3 })] : [])
      ]) as Style[]
    }
    const fill = kind === 'water' ? t['map-water'] : kind === 'green' ? t['map-green'] : t['map-block']
    return this.make(`b${kind}/${name}`, () => [new Style({ fill: new Fill({ color: fill }), stroke: kind === 'block' ? new Stroke({ color: t['map-edge'], width: 1 }) : undefined, text: name ? this.text(name, { colour: '#2A5F78' }) : undefined, zIndex: 0 })]) as Style[]
  }

  outlet(code: string, calibre: number, state: string | null, chosen: boolean, resolution: number): Style[] {
    const label = resolution < 1.2 ? `${code}${calibre ? ` DN${calibre}` : ''}` : ''
    return this.make(`o${label}/${state}/${chosen}/${resolution < 3}`, () => [
      new Style({
        image: new RegularShape({
          points: 4,
          radius: chosen ? 10 : resolution < 3 ? 8 : 5,
          fill: new Fill({ color: chosen ? TAP : state === 'none' || state === 'repair' ? '#FFF0D6' : '#fff' }),
          stroke: new Stroke({ color: chosen ? '#fff' : this.tokens['pipe-600'], width: 2 }),
          declutterMode: 'none'
        }),
        text: label ? this.text(label, { offsetX: 14, offsetY: 12, align: 'left' }) : undefined,
        zIndex: 60
      })
    ]) as Style[]
  }

  /** A bow tie for a valve; a circle for a pump; a square for a tank or reservoir. */
  fitting(kind: string, state: string | null, resolution: number): Style[] {
    return this.make(`f${kind}/${state}/${resolution < 3}`, () => {
      const stroke = new Stroke({ color: this.tokens['pipe-300'], width: 2 })
      const fill = new Fill({ color: state === 'closed' ? this.tokens['pipe-300'] : '#fff' })
      if (kind !== 'valve') {
        return [new Style({ image: kind === 'pump' ? new Circle({ radius: 7, fill, stroke, declutterMode: 'none' }) : new RegularShape({ points: 4, angle: Math.PI / 4, radius: 10, fill, stroke, declutterMode: 'none' }), zIndex: 55 })]
      }
      const half = (angle: number, dx: number) =>
        new Style({ image: new RegularShape({ points: 3, radius: resolution < 3 ? 7 : 4, angle, fill, stroke, displacement: [dx, 0], declutterMode: 'none' }), zIndex: 55 })
      const at = resolution < 3 ? 5 : 3
      return [half(Math.PI / 2, -at), half(-Math.PI / 2, at)]
    }) as Style[]
  }

  tap(label: string): Style[] {
    return [
      new Style({ image: new Circle({ radius: 15, stroke: new Stroke({ color: TAP, width: 2 }), fill: new Fill({ color: 'rgba(166,30,24,.08)' }), declutterMode: 'none' }), zIndex: 90 }),
      new Style({ image: new RegularShape({ points: 4, radius: 10, fill: new Fill({ color: TAP }), stroke: new Stroke({ color: '#fff', width: 2 }), declutterMode: 'none' }), text: this.text(label, { colour: '#7E1712', offsetY: -26, weight: '600' }), zIndex: 91 })
    ]
  }

  measured(): Style[] {
    return [
      new Style({ stroke: new Stroke({ color: '#fff', width: 6 }), zIndex: 80 }),
      new Style({ stroke: new Stroke({ color: TAP, width: 2.5 }), zIndex: 81 })
    ]
  }

  corner(): Style {
    return new Style({ image: new Circle({ radius: 4, fill: new Fill({ color: '#fff' }), stroke: new Stroke({ color: TAP, width: 2 }), declutterMode: 'none' }), zIndex: 85 })
  }

  tag(text: string): Style {
    return new Style({
      text: new Text({ text, font: `600 13px ${this.tokens.font}`, fill: new Fill({ color: '#fff' }), backgroundFill: new Fill({ color: TAP }), padding: [4, 8, 3, 8], offsetX: 16, offsetY: -16, textAlign: 'left' }),
      zIndex: 95
    })
  }

  area(): Style {
    const stroke = new Stroke({ color: this.tokens.primary, width: 2.5 })
    return new Style({ fill: new Fill({ color: 'rgba(11,98,133,.10)' }), stroke, image: new Circle({ radius: 5, fill: new Fill({ color: '#fff' }), stroke }), zIndex: 31 })
  }

  radius(): Style {
    return new Style({ fill: new Fill({ color: 'rgba(11,98,133,.06)' }), stroke: new Stroke({ color: this.tokens.primary, width: 1.5, lineDash: [6, 5] }), zIndex: 30 })
  }
}
