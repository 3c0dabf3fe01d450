// Times are shown in Asia/Shanghai wherever the reader's machine stands.
const ZONE = 'Asia/Shanghai'
const OFFSET = 8 * 3600_000 // Shanghai has had no summer time since 1991

/** Wall clock of an instant in Shanghai, as UTC fields. */
function wall(instant: string | number | Date) {
  return new Date(new Date(instant).getTime() + OFFSET)
}
const two = (n: number) => String(n).padStart(2, '0')

/** 2026-10-13 */
export const isoDate = (instant: string | number | Date) => wall(instant).toISOString().slice(0, 10)
/** 10:32 */
export const clockTime = (instant: string | number | Date) => wall(instant).toISOString().slice(11, 16)
/** 10-13 10:32, with the year when it is not this year's */
export function shortTime(instant: string | null | undefined, now: string | number | Date = Date.now()) {
  if (!instant) return ''
  const iso = wall(instant).toISOString()
  return `${iso.slice(0, 4) === wall(now).toISOString().slice(0, 4) ? '' : `${iso.slice(0, 4)}-`}${iso.slice(5, 10)} ${iso.slice(11, 16)}`
}
/** 2026-10-13 10:32 */
export const fullTime = (instant: string | null | undefined) => (instant ? wall(instant).toISOString().slice(0, 16).replace('T', ' ') : '')

/** 10月14日（周三）17:30 · Wed, 14 Oct, 17:30 */
export function longTime(instant: string, lang: string) {
  const date = new Date(instant)
  const weekday = new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: ZONE }).format(date)
  if (lang.startsWith('zh')) return `${wall(instant).getUTCMonth() + 1}月${wall(instant).getUTCDate()}日（${weekday}）${clockTime(instant)}`
  return `${weekday}, ${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: ZONE }).format(date)}, ${clockTime(instant)}`
}

/** 10月13日 周二 · Tue 13 Oct */
export function dayText(instant: string | number | Date, lang: string) {
  const date = new Date(instant)
  const weekday = new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: ZONE }).format(date)
  if (lang.startsWith('zh')) return `${wall(date).getUTCMonth() + 1}月${wall(date).getUTCDate()}日 ${weekday}`
  return `${weekday} ${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: ZONE }).format(date)}`
}

/** 一 … 日 · M … S, of an ISO date */
export function weekdayLetter(date: string, lang: string) {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay()
  return lang.startsWith('zh') ? '日一二三四五六'[day] : 'SMTWTFS'[day]
}

/** 15小时58分 · 15 h 58 min */
export function duration(minutes: number, lang: string) {
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.round(Math.abs(minutes) % 60)
  if (lang.startsWith('zh')) return hours === 0 ? `${rest}分` : `${hours}小时${two(rest)}分`
  return hours === 0 ? `${rest} min` : `${hours} h ${two(rest)} min`
}

/** What a date picker gives (a wall clock in Shanghai) as an instant. */
export const instantOf = (wallClock: string) => new Date(`${wallClock.replace(' ', 'T')}${wallClock.length === 16 ? ':00' : ''}+08:00`).toISOString()
/** The reverse: 2026-10-13T10:32:00 for a picker. */
export const wallClockOf = (instant: string) => wall(instant).toISOString().slice(0, 19)

export const isToday = (instant: string, now: string | number | Date = Date.now()) => isoDate(instant) === isoDate(now)
