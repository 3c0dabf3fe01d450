// Screenshots and console errors of pages: node dev/shot.mjs <base> <out> <name=path[@WxH][!js]> …
import { chromium } from 'playwright-core'

const [base, out, ...shots] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
for (const shot of shots) {
  const [name, rest] = [shot.slice(0, shot.indexOf('=')), shot.slice(shot.indexOf('=') + 1)]
  const [target, ...steps] = rest.split('!')
  const [path, size] = target.split('@')
  const [width, height] = (size ?? '1440x900').split('x').map(Number)
  const context = await browser.newContext({ viewport: { width, height }, locale: process.env.LOCALE ?? 'zh-CN', timezoneId: process.env.TZ_ID ?? 'Asia/Shanghai', deviceScaleFactor: width < 500 ? 2 : 1, hasTouch: width < 500 })
  const page = await context.newPage()
  if (process.env.CLOCK) await page.clock.setFixedTime(process.env.CLOCK)
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(name, message.type(), message.text().slice(0, 400)))
  page.on('pageerror', (error) => console.log(name, 'pageerror', error.message))
  await page.goto(base + path)
  await page.waitForLoadState('networkidle', { timeout: 4000 }).catch(() => {})
  await page.waitForTimeout(500)
  for (const step of steps) {
    if (step.startsWith('key:')) await page.keyboard.press(step.slice(4))
    else if (step.startsWith('click:')) await page.click(step.slice(6), { timeout: 4000 })
    else if (step.startsWith('fill:')) await page.fill(step.slice(5).split('~')[0], step.split('~')[1])
    else if (step.startsWith('wait:')) await page.waitForTimeout(Number(step.slice(5)))
    await page.waitForTimeout(400)
  }
  if (process.env.AXE) {
    const { readFileSync } = await import('node:fs')
    await page.evaluate(readFileSync(process.env.AXE, 'utf8'))
    const found = await page.evaluate(async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.impact} ${v.id}: ${v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + ' — ' + (n.any[0]?.message ?? '')).join(' || ')}`))
    console.log(name, `axe: ${found.length} serious`); found.forEach((line) => console.log(name, "AXE", line))
  }
  await page.screenshot({ path: `${out}/${name}.png` })
  await context.close()
}
await browser.close()
