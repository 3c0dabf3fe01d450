// Serves the built console with its policy, over invented data. For development only: node dev/serve.mjs [port]
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as d from './data.mjs'

const root = process.env.UI ?? join(dirname(fileURLToPath(import.meta.url)), '../../../../target/ui')
const port = Number(process.argv[2] ?? 5199)
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8', '.png': 'image/png', '.bcmap': 'application/octet-stream' }
const { zh } = d
let signedIn = process.env.SIGNED_OUT ? false : true
let drafts = new Map()
let moduleList = process.env.MODULES ? JSON.parse(process.env.MODULES) : []

const session = () => ({ person: { id: 1, account: 'zhoumin', name: '周敏', department: 'customer-service', external: false }, departments: [{ id: 'customer-service', name: zh('客服中心', 'Customer Service Centre') }], permissions: (process.env.PERMISSIONS ?? d.permissions.join()).split(','), districts: [], language: session.language ?? 'zh-CN', csrf: 'x', idleMinutes: 30, mustChangePassword: false, sample: !!process.env.SAMPLE })
const problem = (status, type, detail, more = {}) => ({ status, body: { type: `/problems/${type}`, status, detail, instance: 'urn:request:7f3a91c2', ...more } })
const page = (items) => ({ items, next: null })
const taskDetail = (id) => {
  const row = d.caseDetail.tasks.find((t) => t.id === id) ?? d.tasks.find((t) => t.id === id) ?? d.tasks[0]
  const isNetwork = id < 200 || row.key === 'survey-network'
  return { task: { ...row, name: isNetwork && id < 200 ? zh('管网查勘意见', 'Finding of the network department') : row.name, key: id < 200 ? 'plan' : row.key, caseId: 5, number: 'JS2026-1010-01' }, conditions: [{ id: 'a', met: true, text: zh('客服中心已办结', 'Customer service done'), fix: null }, { id: 'b', met: false, text: zh('设计院：补管道长度', 'Design: pipe length missing'), fix: zh('请设计院补填后再办结', 'The Design Institute fills it in') }], form: d.schemas[id] ?? d.networkForm, data: drafts.get(id)?.data ?? (id < 200 ? { pipes: { diameter: 300, material: 'ductile', depth: 1.6, pressure: 2.8, valve: 'good' } } : (row.form ?? {})), draft: drafts.get(id) ?? null, mayWork: row.state === 'open', whyNot: row.state === 'open' ? null : zh('此任务已办结', 'This task is done'), documents: [{ type: 'survey-record', name: zh('查勘记录', 'Survey record'), stage: 'plan', required: true, present: [902], outstanding: false, tolerated: null }], sendBackTargets: [{ key: 'appointment', name: zh('预约现场查勘', 'Book the site survey') }] }
}

const routes = [
  ['GET', '/session', () => (signedIn ? session() : problem(401, 'unauthenticated', '请先登录'))],
  ['POST', '/session', (_, body) => (body.password === 'locked' ? problem(429, 'identity/locked', '连续输错 5 次，账户已锁定', { retryAfter: 900 }) : body.password === 'wrong' ? problem(401, 'identity/login-failed', '账号或密码不对。再错 3 次将锁定 15 分钟') : ((signedIn = true), session()))],
  ['DELETE', '/session', () => ((signedIn = false), null)],
  ['PUT', '/session/language', (_, body) => ((session.language = body.language), null)],
  ['GET', '/console/modules', () => moduleList],
  ['GET', '/tasks/counts', () => ({ mine: 23, department: 61, overdue: 2, dueSoon: 6, paused: 4, steward: 41 })],
  ['GET', '/tasks', (_, __, url) => (url.searchParams.get('view') === 'overdue' ? page(d.tasks.slice(0, 2)) : url.searchParams.get('view') === 'paused' ? page([]) : { items: d.tasks, next: 'abc' })],
  ['GET', '/tasks/(\\d+)/deadline', () => d.explanation],
  ['GET', '/tasks/(\\d+)', ([id]) => taskDetail(Number(id))],
  ['PUT', '/tasks/(\\d+)/draft', ([id], body) => {
    const old = drafts.get(Number(id))
    if (body.data?.flow === 'conflict') return problem(409, 'cases/draft-conflict', '孙倩 刚改过此草稿', { current: { data: { pipes: { diameter: 200, pressure: 0.3 }, opinion: '同意' }, version: 9, savedAt: new Date().toISOString(), by: { id: 2, name: '孙倩' } } })
    drafts.set(Number(id), { data: body.data, version: (old?.version ?? 0) + 1, savedAt: new Date().toISOString(), by: { id: 1, name: '周敏' } })
    return { savedAt: new Date().toISOString(), version: (old?.version ?? 0) + 1 }
  }],
  ['POST', '/tasks/batch', (_, body) => ({ done: body.ids.slice(1).map((id) => ({ id, receipt: {} })), failed: body.ids.slice(0, 1).map((id) => ({ id, problem: problem(409, 'cases/task-claimed', '孙倩 已签收').body })) })],
  ['POST', '/tasks/(\\d+)/(\\w+|send-back)', ([id], body) => (body?.form?.opinion === 'refuse' ? problem(422, 'invalid', '有 1 处需要改正', { errors: [{ pointer: '/opinion', detail: '开口意见与设计院方案不一致' }] }) : { caseId: 5, entryId: 1, version: 13, opened: [], repeated: false })],
  ['GET', '/cases', (_, __, url) => page(url.searchParams.get('q') === 'zzz' ? [] : d.tasks.map((t) => ({ ...t, id: t.caseId, state: 'open', opened: d.iso('2026-10-10T09:12'), closed: null })))],
  ['GET', '/cases/(\\d+)/clocks/(\\w+)', ([, which]) => d.clocks[which]],
  ['GET', '/cases/(\\d+)/timeline', () => page(d.timeline)],
  ['GET', '/cases/(\\d+)/phone', () => ({ phone: '13806402046' })],
  ['GET', '/cases/(\\d+)', ([id]) => (id === '999' ? problem(404, 'not-found', '没有找到，或您无权查看。请核对编号') : d.caseDetail)],
  ['POST', '/cases/(\\d+)/.*', () => ({ caseId: 5, entryId: 1, version: 13, opened: [], repeated: false })],
  ['GET', '/documents', () => d.documents],
  ['GET', '/document-types', () => [['application', '《用水申请表》'], ['survey-record', '查勘记录'], ['water-use-plan', '用水方案']].map(([id, name]) => ({ id, name: zh(name, id) }))],
  ['POST', '/documents', (_, body, url, request) => (decodeURIComponent(request.headers['x-file-name'] ?? '').endsWith('.exe') ? problem(415, 'archive/type-refused', '不收可执行文件。请上传 PDF、图片或图纸') : { ...d.documents[0], id: 950, fileName: decodeURIComponent(request.headers['x-file-name'] ?? 'x') })],
  ['GET', '/directory/departments', () => d.departments], ['GET', '/directory/districts', () => d.districts], ['GET', '/directory/people', (_, __, url) => d.people.filter((p) => p.name.includes(url.searchParams.get('q') ?? '') && (!url.searchParams.get('department') || p.department === url.searchParams.get('department')))],
  ['GET', '/processes', () => [{ id: 'single-meter', version: 1, name: zh('单表接水', 'Single meter'), model: '321', at: d.iso('2026-09-01T09:00'), by: '李航', warnings: [] }]],
  ['GET', '/processes/([\\w-]+)/versions', () => [{ id: 'single-meter', version: 1, name: zh('单表接水', 'Single meter'), model: '321', at: d.iso('2026-09-01T09:00'), by: '李航', warnings: [] }]],
  ['GET', '/processes/([\\w-]+)/versions/(\\d+)', () => JSON.parse(readFileSync(join(root, '../../../org.jieshui.processes/src/main/resources/processes/single-meter.json'), 'utf8'))],
  ['GET', '/pause-reasons', () => d.reasons],
  ['GET', '/notifications', () => ({ items: [['刚转来：管网查勘意见 JS2026-1010-01', false], ['临近时限：JS2026-0923-03 剩1个工作日', false], ['已办结：设计院查勘意见 JS2026-1009-02', true]].map(([s, read], i) => ({ id: i + 1, at: d.iso('2026-10-13T09:30'), kind: 'cases.opened', subject: zh(s, s), caseId: 5, taskId: null, read })), next: null, unread: 4 })],
  ['GET', '/admin/people', () => page(d.people.map((p, i) => ({ ...p, department: d.departments.find((x) => x.id === p.department), phone: '138****2046', email: 'z***@example.org', language: 'zh-CN', locked: i === 3, mustChangePassword: false, post: i === 6 ? 'system' : null, memberships: [{ department: p.department, role: 'customer-service' }], lastSignIn: d.iso('2026-10-13T08:31') })))],
  ['POST', '/admin/people/(\\d+)/reset-password', () => ({ person: d.people[0], oneTimePassword: 'kx7Q-m2Lp-9vTa' })],
  ['GET', '/admin/departments', () => page(d.departments.map((x, i) => ({ ...x, enabled: true, position: i })))], ['GET', '/admin/districts', () => page(d.districts.map((x, i) => ({ ...x, enabled: i !== 3, position: i })))],
  ['GET', '/admin/roles', () => page([['customer-service', '客服', 'Customer service'], ['steward', '客户管家', 'Steward'], ['system-administrator', '系统管理员', 'System administrator', 'system']].map(([id, a, b, post]) => ({ id, name: zh(a, b), permissions: ['tasks.work', 'cases.read'], post: post ?? null, people: 3, version: 1 })))],
  ['GET', '/admin/permissions', () => page(d.permissions.map((id) => ({ id, name: zh(id, id), module: id.split(/[.:]/)[0], post: null, roles: [] })))],
  ['GET', '/admin/deputies', () => page([{ id: 1, person: { id: 1, name: '周敏' }, deputy: { id: 2, name: '孙倩' }, from: '2026-10-01', to: '2026-10-20', reason: '休假', endedAt: null, active: true }])], ['GET', '/session/deputies', () => []],
  ['GET', '/admin/sessions', () => page([{ id: 1, person: 1, name: '周敏', opened: d.iso('2026-10-13T08:31'), seen: d.iso('2026-10-13T10:31'), address: '10.1.2.3', agent: 'Chromium 156', current: true }, { id: 2, person: 2, name: '孙倩', opened: d.iso('2026-10-13T08:31'), seen: d.iso('2026-10-13T10:31'), address: '10.1.2.4', agent: 'Chromium 156', current: false }])],
  ['GET', '/admin/journal', () => page([{ id: 12, at: d.iso('2026-10-13T09:00'), actor: 7, account: 'anquan', action: 'person.granted', subject: 'person/3', before: { memberships: [] }, after: { memberships: [{ department: 'customer-service', role: 'steward' }] } }])], ['GET', '/admin/journal/verify', () => ({ checked: 12, broken: null })],
  ['GET', '/admin/access-log', () => page([{ id: 1, at: d.iso('2026-10-13T10:31'), person: 1, account: 'zhoumin', what: 'case.phone', subject: 'case/5', fields: 'phone' }])], ['GET', '/admin/logins', () => page([{ id: 1, at: d.iso('2026-10-13T08:31'), person: 1, account: 'zhoumin', outcome: 'ok', address: '10.1.2.3' }, { id: 2, at: d.iso('2026-10-13T08:30'), person: 1, account: 'zhoumin', outcome: 'refused', address: '10.1.2.3' }])],
  ['GET', '/console/calendar', () => ({ year: 2026, known: true, version: '2026.2-3f9a', open: '08:30:00', close: '17:30:00', days: [...['01', '02', '03', '04', '05', '06', '07'].map((x) => ({ date: `2026-10-${x}`, kind: 'holiday', holiday: zh('国庆节', 'National Day') })), { date: '2026-10-10', kind: 'make-up', holiday: zh('国庆节', 'National Day') }] })],
  ['GET', '/modules', () => [['intake', '客服受理', 'Intake', 'active'], ['survey', '现场查勘', 'Site survey', 'active'], ['construction', '工程施工', 'Construction', 'stopped']].map(([id, a, b, state], i) => ({ id, name: zh(a, b), version: '0.1.0.202610', bundleId: 80 + i, state, refusal: null, since: d.iso('2026-10-13T09:00'), taskTypes: [{ id: `${id}.x`, name: zh(a, b) }] }))],
  ['GET', '/modules/gate', () => ({ unsigned: true, trusted: ['it'], problem: null, maxMegabytes: 64 })],
  ['GET', '/modules/deployments', () => page([{ id: 3, module: 'survey', version: '0.1.1', sha256: 'ab', signer: 'it', account: 'sysadmin', at: d.iso('2026-10-13T09:00'), outcome: 'running', reason: null, backTo: null, mayRollBack: false }, { id: 2, module: 'survey', version: '0.1.2', sha256: 'cd', signer: null, account: 'sysadmin', at: d.iso('2026-10-13T08:50'), outcome: 'refused', reason: { code: 'unsigned', text: zh('没有签名', 'It is not signed') }, backTo: null, mayRollBack: false }, { id: 1, module: 'survey', version: '0.1.0', sha256: 'ef', signer: null, account: 'distribution', at: d.iso('2026-10-12T08:50'), outcome: 'replaced', reason: null, backTo: null, mayRollBack: true }])]
]

const pages = new Set()
function stream(response) {
  pages.add(response)
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.write(': hello\n\n')
  const beat = setInterval(() => response.write(': beat\n\n'), 15000)
  response.on('close', () => (clearInterval(beat), pages.delete(response)))
}

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://x')
  if (url.pathname.startsWith('/api/')) {
    const path = url.pathname.slice(4)
    if (path === '/events' || path === '/console/events' || path === '/notifications/stream') return stream(response)
    const content = /^\/documents\/(\d+)\/content/.exec(path)
    if (content) {
      const file = content[1] === '903' ? process.env.PNG : (process.env.PDF ?? '')
      if (!file || !existsSync(file)) return response.writeHead(404).end()
      response.writeHead(200, { 'Content-Type': content[1] === '903' ? 'image/png' : 'application/pdf', 'Content-Length': statSync(file).size })
      return createReadStream(file).pipe(response)
    }
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    let body = null
    try {
      body = JSON.parse(text)
    } catch {
      // a file
    }
    if (path === '/dev/modules') {
      moduleList = body
      for (const one of pages) one.write('event: modules\ndata: []\n\n')
      return response.end('[]')
    }
    for (const [method, pattern, answer] of routes) {
      const match = new RegExp(`^${pattern}$`).exec(path)
      if (method !== request.method || !match) continue
      const result = answer(match.slice(1), body, url, request)
      const isProblem = result && typeof result.status === 'number' && result.body
      response.writeHead(isProblem ? result.status : 200, { 'Content-Type': isProblem ? 'application/problem+json' : 'application/json' })
      return response.end(JSON.stringify(isProblem ? result.body : result))
    }
    console.log('unmocked', request.method, path)
    response.writeHead(404, { 'Content-Type': 'application/problem+json' })
    return response.end(JSON.stringify(problem(404, 'not-found', '没有找到').body))
  }
  if (url.pathname.startsWith('/modules/') && process.env.MODULE_DIR) {
    const [, , module, version, ...rest] = url.pathname.split('/')
    const file = join(process.env.MODULE_DIR, `${module}-${version}`, ...rest)
    if (existsSync(file)) return response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }), createReadStream(file).pipe(response)
  }
  const html = readFileSync(join(root, 'index.html'), 'utf8')
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)[1]
  const hash = createHash('sha256').update(map).digest('base64')
  let file = join(root, decodeURIComponent(url.pathname))
  if (!existsSync(file) || statSync(file).isDirectory()) file = join(root, 'index.html')
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': `default-src 'none'; script-src 'self' 'sha256-${hash}'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`
  })
  createReadStream(file).pipe(response)
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`))
