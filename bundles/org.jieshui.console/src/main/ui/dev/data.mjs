// Invented data for looking at pages during development. Never part of a build.
const zh = (a, b = a) => ({ 'zh-CN': a, en: b })
const HOUR = 60
export const NOW = Date.parse('2026-10-13T02:32:00Z')
const iso = (local) => new Date(`${local}:00+08:00`).toISOString()

export const departments = [
  ['customer-service', '客服中心', 'Customer Service Centre'], ['design', '设计院', 'Design Institute'], ['network', '管网管理部门', 'Pipe-network department'], ['engineering', '工程管理部门', 'Engineering department'],
  ['marketing', '营销部门', 'Marketing'], ['chief-engineer', '总工办', 'Chief Engineer Office'], ['leader', '分管领导', 'Responsible leader'], ['construction-unit', '施工单位', 'Construction unit'], ['audit', '审计部', 'Audit'], ['finance', '财务部', 'Finance']
].map(([id, a, b]) => ({ id, name: zh(a, b), external: id === 'construction-unit', version: 1 }))
export const districts = [['lixia-east', '历下东', 'Lixia East'], ['lixia-west', '历下西', 'Lixia West'], ['tianqiao', '天桥', 'Tianqiao'], ['gaoxin', '高新', 'High-tech zone']].map(([id, a, b]) => ({ id, name: zh(a, b), version: 1 }))
export const people = [[1, 'zhoumin', '周敏', 'customer-service'], [2, 'sunqian', '孙倩', 'customer-service'], [3, 'linyue', '林玥', 'customer-service'], [4, 'chenbaichuan', '陈柏川', 'design'], [5, 'jialiqun', '贾立群', 'network'], [6, 'hanxue', '韩雪', 'marketing'], [7, 'liuyang', '刘洋', 'engineering']].map(([id, account, name, department]) => ({
  id, account, name, department, enabled: true, roles: ['customer-service', 'steward'], districts: ['lixia-east'], version: 3, lastSeen: '2026-10-13T01:12:00Z'
}))

export const permissions = ['cases.read', 'cases.open', 'cases.pause', 'cases.withdraw', 'cases.personal', 'cases.reasons', 'cases.publish', 'tasks.work', 'modules.read', 'calendar.load', 'post:system', 'post:security', 'post:audit']

const deadline = (at, left, status, label, more = {}) => ({ start: iso('2026-10-10 09:12'.replace(' ', 'T')), at: at && iso(at), targetAt: null, original: at && iso(at), leftMinutes: left, usedMinutes: 890, allowanceMinutes: 1578, status, label, paused: status === 'paused', pauseReason: null, provisional: false, calendar: '2026.2', ...more })
const soon = (n) => zh(`剩${n}`, `${n} left`)
const rows = [
  ['JS2026-0921-04', '济南恒润包装有限公司', '历城区郭店街道工业北路 286 号', '催施工单位交竣工资料', 5, '工程施工', deadline('2026-10-10T17:30', -600, 'overdue', zh('超时1个工作日', '1 working day overdue')), '孙倩'],
  ['JS2026-0928-02', '天桥区药山社区卫生服务中心', '天桥区药山路 17 号', '出具一费制费用单', 4, '签订协议', deadline('2026-10-12T17:30', -122, 'overdue', zh('超时2小时', '2 h overdue')), '周敏'],
  ['JS2026-1010-06', '历下区燕山第三小学', '历下区燕子山路 41 号', '核对各部门查勘意见', 2, '受理定方案', deadline('2026-10-13T17:30', 418, 'due-soon', zh('剩6小时', '6 h left')), '周敏'],
  ['JS2026-1013-01', '济南顺禾物流有限公司', '章丘区圣井街道经十东路 8 号', '当日转设计院、管网、工程', 2, '受理定方案', deadline('2026-10-13T17:30', 418, 'due-soon', zh('剩6小时', '6 h left')), '周敏'],
  ['JS2026-1010-01', '山东云岭食品有限公司', '历下区旅游路 28599 号 3 号厂房', '联合查勘：等 3 个部门', 2, '受理定方案', deadline('2026-10-14T13:00', 688, 'due-soon', zh('剩1个工作日', '1 working day left')), '周敏'],
  ['JS2026-0923-03', '济南齐川精密机械有限公司', '高新区春暄路 1168 号', '跟进施工进度', 5, '工程施工', deadline('2026-10-14T17:30', 958, 'due-soon', zh('剩1个工作日', '1 working day left')), '周敏'],
  ['JS2026-1009-02', '市中区二七新村便民市场', '市中区二七新村中路 9 号', '确认审定图纸', 3, '设计出图', deadline('2026-10-14T17:30', 958, 'due-soon', zh('剩1个工作日', '1 working day left')), '孙倩'],
  ['JS2026-0930-05', '王志远', '槐荫区美里湖街道新沙路 52 号', '告知费用，请客户选择', 4, '签订协议', deadline('2026-10-14T17:30', 958, 'due-soon', zh('剩1个工作日', '1 working day left')), '周敏'],
  ['JS2026-1012-03', '山东弘远生物科技有限公司', '长清区平安街道海棠路 59 号', '核对《用水申请表》', 2, '受理定方案', deadline('2026-10-15T13:00', 1228, 'ok', zh('剩2个工作日', '2 working days left')), '周敏'],
  ['JS2026-1012-04', '济南佳禾农贸市场', '历城区唐冶街道世纪大道 210 号', '预约现场查勘时间', 2, '受理定方案', deadline('2026-10-15T13:00', 1228, 'ok', zh('剩2个工作日', '2 working days left')), '周敏'],
  ['JS2026-0918-04', '历城区洪家楼幼儿园', '历城区洪楼南路 22 号', '客户回访', 6, '客户回访', deadline('2026-10-16T17:30', 2038, 'ok', zh('剩3个工作日', '3 working days left')), '林玥'],
  ['JS2026-0924-01', '济南泺水印务有限公司', '天桥区济泺路 134 号', '等批复后签委托协议', 4, '签订协议', deadline(null, 7 * HOUR, 'paused', zh('已暂停：路面刨掘审批', 'Paused: excavation approval')), '周敏'],
  ['JS2026-0928-03', '济南众泰新材料有限公司', '钢城区汶源街道钢都大街 77 号', '等客户回签协议', 4, '签订协议', deadline(null, 5 * HOUR, 'paused', zh('已暂停：客户合同审核', 'Paused: contract review')), '孙倩'],
  ['JS2026-0922-05', '刘广田', '莱芜区口镇街道府前街 18 号', '等客户到账', 4, '签订协议', deadline(null, 8 * HOUR, 'paused', zh('已暂停：备款', 'Paused: fund preparation')), '周敏'],
  ['JS2026-1010-03', '平阴县榆山街道敬老院', '平阴县榆山路 63 号', '等工程部门查勘意见', 2, '受理定方案', deadline('2026-10-14T13:00', 688, 'due-soon', zh('剩1个工作日', '1 working day left')), '林玥']
]
const stageIds = ['transfer', 'plan', 'design', 'agreement', 'construction', 'visit']
export const tasks = rows.map(([number, customer, address, name, index, stage, due, steward], at) => ({
  id: 100 + at, caseId: at + 1, number, customer, address, district: 'lixia-east', key: 'k' + at, type: 'survey.plan', name: zh(name, `Task: ${name}`), department: 'customer-service', departmentName: zh('客服中心', 'Customer Service Centre'), stage: stageIds[index - 1], stageName: zh(stage, `Stage ${index}`), stageIndex: index, stageCount: 6, process: 'single-meter',
  round: 1, optional: false, assignee: { id: 1, name: '周敏' }, steward: { id: 1, name: steward }, state: 'open', parked: at === 14, urged: at === 0 ? 2 : 0, deadline: due, version: 3
}))

const days = [['2026-09-29', 'working'], ['2026-09-30', 'working'], ['2026-10-01', 'holiday'], ['2026-10-02', 'holiday'], ['2026-10-03', 'holiday'], ['2026-10-04', 'holiday'], ['2026-10-05', 'holiday'], ['2026-10-06', 'holiday'], ['2026-10-07', 'holiday'], ['2026-10-08', 'working', { paused: true }], ['2026-10-09', 'working'], ['2026-10-10', 'make-up'], ['2026-10-11', 'weekend'], ['2026-10-12', 'working'], ['2026-10-13', 'working', { today: true }], ['2026-10-14', 'working', { due: true }]]
export const explanation = {
  deadline: tasks[5].deadline, days: days.map(([date, kind, more = {}]) => ({ date, kind, holiday: kind === 'holiday' ? zh('国庆节', 'National Day') : null, counted: kind === 'working' || kind === 'make-up', paused: false, today: false, due: false, ...more })),
  start: iso('2026-09-29T14:20'), startReason: zh('客户缴费到账', 'payment arrived'), allowance: { workingDays: 6, sameDay: false, minutes: 57 * 60 + 10 },
  notCounted: [{ text: zh('国庆 10月1日至7日', 'National Day 1–7 Oct'), days: 7 }, { text: zh('10月11日周日', 'Sun 11 Oct'), days: 1 }],
  pauses: [{ from: iso('2026-10-08T08:30'), to: iso('2026-10-09T08:30'), reason: zh('施工现场不具备施工条件', 'Site not ready'), note: null, evidence: [901], minutes: 540 }], usedMinutes: 41 * 60 + 12, leftMinutes: 15 * 60 + 58, original: iso('2026-10-13T17:30'), calendar: '2026.2'
}
const caseDays = [['2026-10-10', 'make-up'], ['2026-10-11', 'weekend'], ['2026-10-12', 'working'], ['2026-10-13', 'working', { today: true }], ['2026-10-14', 'working', { due: true }]]
const pauses = [{ from: iso('2026-10-12T13:00'), to: iso('2026-10-13T08:30'), reason: zh('不可抗力', 'Force majeure'), note: '暴雨橙色预警，停止户外作业', evidence: [902], minutes: 270 }]
export const clocks = {
  stage: { ...explanation, days: caseDays.map(([date, kind, more = {}]) => ({ date, kind, holiday: null, counted: kind !== 'weekend', paused: false, today: false, due: false, ...more })), start: iso('2026-10-10T09:12'), startReason: zh('客户申请', 'application'), allowance: { workingDays: 2, sameDay: false, minutes: 1578 }, notCounted: [{ text: zh('10月11日周日', 'Sun 11 Oct'), days: 1 }], pauses, usedMinutes: 890, leftMinutes: 688, original: iso('2026-10-13T17:30'), deadline: tasks[4].deadline }
}
clocks.flow = { ...clocks.stage, days: [...clocks.stage.days.map((d) => ({ ...d, due: false })), ...['15', '16', '17', '18', '19', '20', '21', '22', '23', '24', '25', '26', '27'].map((d) => ({ date: `2026-10-${d}`, kind: ['17', '18', '24', '25'].includes(d) ? 'weekend' : 'working', holiday: null, counted: true, paused: false, today: false, due: d === '27' }))], allowance: { workingDays: 11, sameDay: false, minutes: 11 * 540 + 498 }, baseline: 17 }
clocks.public = { ...clocks.stage, allowance: { workingDays: 3, sameDay: false, minutes: 3 * 540 + 498 } }

const t = (key, name, en, department, state, after = [], more = {}) => ({ key, name: zh(name, en), department, departmentName: departments.find((d) => d.id === department).name, state, optional: false, parked: false, taskId: state === 'waiting' ? null : 200 + Math.floor(Math.random() * 1e6), after, done: state === 'done' ? iso('2026-10-13T09:06') : null, ...more })
const survey = [
  t('survey-service', '查勘到场与现场审核', 'Attendance and check on site', 'customer-service', 'done', ['appointment', 'forward'], { taskId: 301, done: iso('2026-10-13T09:06') }),
  t('survey-network', '管网查勘意见', 'Finding of the network department', 'network', 'done', ['appointment', 'forward'], { taskId: 302, done: iso('2026-10-13T09:41') }),
  t('survey-marketing', '营销查勘意见', 'Finding of marketing', 'marketing', 'done', ['appointment', 'forward'], { taskId: 303, optional: true, done: iso('2026-10-13T09:58') }),
  t('survey-design', '设计院查勘意见', 'Finding of the Design Institute', 'design', 'open', ['appointment', 'forward'], { taskId: 304 }),
  t('survey-engineering', '工程查勘意见', 'Finding of engineering', 'engineering', 'open', ['appointment', 'forward'], { taskId: 305, parked: true }),
  t('survey-crew', '施工单位查勘意见', 'Finding of the construction unit', 'construction-unit', 'open', ['appointment', 'forward'], { taskId: 306, optional: true })
]
const stage = (id, index, name, en, state, target, limit, tasks = []) => ({ id, index, name: zh(name, en), state, target: target && { workingDays: target, sameDay: false }, limit: limit && { workingDays: limit, sameDay: false }, deadline: null, tasks })
const rail = [
  stage('plan', 1, '受理并确定用水方案', 'Accept and determine the plan', 'current', 1, 2, [
    t('accept', '受理核对', 'Acceptance check', 'customer-service', 'done', [], { done: iso('2026-10-10T09:12') }), t('steward', '指派客户管家', 'Assign the steward', 'customer-service', 'done', [], { done: iso('2026-10-10T09:30') }),
    t('forward', '当日转设计院、管网、工程', 'Forward the same day', 'customer-service', 'done', ['accept'], { done: iso('2026-10-10T16:05') }), t('appointment', '预约现场查勘', 'Book the survey', 'customer-service', 'done', ['accept', 'steward'], { done: iso('2026-10-10T16:05') }), ...survey,
    t('plan', '确定用水方案', 'Determine the water-use plan', 'customer-service', 'waiting', ['survey-service', 'survey-design', 'survey-network', 'survey-engineering'])
  ]),
  stage('design', 2, '设计出图', 'Design and drawings', 'waiting', 1, 2, [t('drawing', '出图', 'Drawings', 'design', 'waiting')]), stage('agreement', 3, '签订协议', 'Agreement', 'waiting', 1, 1), stage('construction', 4, '施工、挂表通水', 'Construction, water on', 'waiting', 1, 6), stage('visit', 5, '客户回访', 'Return visit', 'waiting', null, 3)
]
const forms = {
  301: { need: '食品加工，日用水约 85 m³', form: '已现场指导填写，客户已签', materials: '1 项齐全，无容缺', cooperation: '已告知：清运东侧堆料' },
  302: { diameter: 300, material: 'ductile', depth: 1.6, pressure: 0.28, outlet: 'DN150，闸阀完好，距 38.6 m', opinion: '同意从预留口接入，不另开口' },
  303: { meter: 'DN80 远传，库存 6 只', well: '厂区南门内西侧绿地', reserve: '已预留表号 8026 1174' },
  304: { demand: '最高日 96 m³，时变化系数 2.0', tap: '旅游路北侧预留口 Y-0417' }
}
export const networkForm = {
  type: 'object', title: zh('管网查勘意见', 'Finding of the network department'), required: ['pipes', 'opinion'],
  properties: {
    pipes: { type: 'object', title: zh('周边管道', 'Surrounding pipes'), required: ['diameter', 'material', 'depth', 'pressure', 'valve', 'works'], properties: {
      diameter: { type: 'integer', title: zh('口径', 'Calibre'), 'x-unit': 'mm', minimum: 50, maximum: 2000 }, material: { type: 'string', title: zh('材料', 'Material'), enum: ['ductile', 'steel', 'pe', 'grey', 'pccp'], 'x-enum-names': [zh('球墨铸铁', 'Ductile iron'), zh('钢管', 'Steel'), zh('PE', 'PE'), zh('灰口铸铁', 'Grey iron'), zh('PCCP', 'PCCP')] },
      depth: { type: 'number', title: zh('埋深', 'Depth'), 'x-unit': 'm', minimum: 0.3, maximum: 15 }, pressure: { type: 'number', title: zh('高峰压力', 'Peak pressure'), 'x-unit': 'MPa', minimum: 0.05, maximum: 1 },
      valve: { type: 'string', title: zh('预留口阀门', 'Outlet valve'), enum: ['good', 'repair', 'none'], 'x-enum-names': [zh('完好', 'Good'), zh('待修', 'To repair'), zh('无阀门', 'None')] }, works: { type: 'string', title: zh('近期改造', 'Planned works'), enum: ['none', 'year', 'now'], 'x-enum-names': [zh('无计划', 'None'), zh('一年内', 'Within a year'), zh('在建', 'Under way')] } } },
    full: { type: 'boolean', title: zh('是否满负荷', 'At full load') }, flow: { type: 'string', title: zh('水的流向', 'Flow direction'), maxLength: 60 }, checked: { type: 'string', format: 'date', title: zh('核对日期', 'Checked on') }, at: { type: 'string', format: 'date-time', title: zh('到场时间', 'On site at') },
    repairs: { type: 'array', title: zh('近年维修', 'Recent repairs'), items: { type: 'object', properties: { when: { type: 'string', format: 'date', title: zh('日期', 'Date') }, what: { type: 'string', title: zh('情况', 'What'), maxLength: 60 }, cost: { type: 'number', title: zh('停水', 'Outage'), 'x-unit': 'h' } } } },
    notes: { type: 'array', title: zh('配合事项', 'To prepare'), items: { type: 'string' } }, photos: { type: 'array', items: { type: 'integer' }, title: zh('现场照片', 'Photos'), 'x-widget': 'photos', 'x-document-type': 'survey-record' },
    opinion: { type: 'string', title: zh('开口意见', 'Opinion on the tapping scheme'), minLength: 2, maxLength: 1000, description: zh('就设计院提出的开口接水方案', 'On the scheme proposed by the Design Institute') }
  }
}
const simple = (names) => ({ type: 'object', properties: Object.fromEntries(Object.entries(names).map(([k, v]) => [k, { type: 'string', title: zh(v, k) }])) })
export const schemas = { 301: simple({ need: '用水需求', form: '申请表', materials: '材料', cooperation: '配合事项' }), 302: { type: 'object', properties: { diameter: { type: 'integer', title: zh('口径'), 'x-unit': 'mm' }, material: networkForm.properties.pipes.properties.material, depth: { type: 'number', title: zh('埋深'), 'x-unit': 'm' }, pressure: { type: 'number', title: zh('高峰压力'), 'x-unit': 'MPa' }, outlet: { type: 'string', title: zh('最近预留口') }, opinion: { type: 'string', title: zh('开口意见') } } }, 303: simple({ meter: '水表口径', well: '表井位置', reserve: '备表' }), 304: simple({ demand: '用水量需求', tap: '开口位置' }) }
const who = { 301: [1, '周敏'], 302: [5, '贾立群'], 303: [6, '韩雪'], 304: [4, '陈柏川'], 305: [7, '刘洋'], 306: null }
const caseTasks = rail[0].tasks.map((one) => ({ ...tasks[4], id: one.taskId ?? 0, key: one.key, type: `type.${one.key}`, name: one.name, department: one.department, departmentName: one.departmentName, state: one.state, parked: one.parked, optional: one.optional, done: one.done, doneBy: one.done && who[one.taskId] ? { id: who[one.taskId][0], name: who[one.taskId][1] } : null, assignee: who[one.taskId] ? { id: who[one.taskId][0], name: who[one.taskId][1] } : null, form: forms[one.taskId] ?? null, schema: schemas[one.taskId] ?? null, waitsFor: one.state === 'waiting' ? ['survey-design', 'survey-engineering'] : [] }))
const yes = { allowed: true, whyNot: null }
export const caseDetail = {
  case: { id: 5, number: 'JS2026-1010-01', process: 'single-meter', processVersion: 1, processName: zh('单表接水', 'Single meter'), model: '321', state: 'open', version: 12, stage: 'plan', opened: iso('2026-10-10T09:12'), closed: null, customer: '山东云岭食品有限公司', contact: '赵工', phone: '138****2046', address: '历下区旅游路 28599 号 3 号厂房', district: 'lixia-east', steward: { id: 1, name: '周敏' }, origin: 'application', facts: {}, notReady: null },
  clocks: { stage: { id: 'stage', name: zh('受理并确定用水方案', 'Accept and determine the plan'), running: true, deadline: { ...tasks[4].deadline, targetAt: iso('2026-10-13T13:00') } }, flow: { id: 'flow', name: zh('全流程', 'Whole flow'), running: true, deadline: { ...deadline('2026-10-27T13:00', 5600, 'ok', zh('剩10个工作日', '10 working days left')), targetAt: iso('2026-10-16T17:30') } }, public: { id: 'public', name: zh('受理并确定用水方案', 'Accept'), running: true, deadline: deadline('2026-10-15T13:00', 1228, 'ok', zh('剩2个工作日', '2 working days left')) } },
  rail, tasks: caseTasks, pauses: [{ id: 1, reason: 'force-majeure', reasonName: zh('不可抗力', 'Force majeure'), by: null, from: iso('2026-10-12T13:00'), to: iso('2026-10-13T08:30'), note: '暴雨橙色预警，停止户外作业', evidence: [902] }],
  documents: [{ type: 'application', name: zh('《用水申请表》', 'Application form'), stage: 'plan', required: true, present: [901], outstanding: false, tolerated: null }, { type: 'survey-record', name: zh('查勘记录', 'Survey record'), stage: 'plan', required: true, present: [], outstanding: true, tolerated: null }, { type: 'water-use-plan', name: zh('用水方案', 'Water-use plan'), stage: 'plan', required: true, present: [], outstanding: true, tolerated: '客户回签后补' }],
  may: { pause: yes, resume: yes, withdraw: yes, close: { allowed: false, whyNot: zh('还有未办结的任务', 'Tasks are still open') }, notReady: yes, revive: { allowed: false, whyNot: zh('工单没有转建档', 'The case is not on file') }, comment: yes, change: yes }
}
export const timeline = [
  ['10:28', '设计院 陈柏川 保存草稿', 'draft.saved', 4], ['10:02', '工程模块停止，任务停放', 'task.parked', 0], ['09:58', '办结：营销查勘意见', 'task.completed', 6], ['09:41', '办结：管网查勘意见', 'task.completed', 5], ['09:06', '办结：查勘到场与现场审核', 'task.completed', 1], ['08:30', '恢复计时：不可抗力', 'case.resumed', 1]
].map(([at, text, kind, who], i) => ({ id: 50 - i, seq: 50 - i, at: iso(`2026-10-13T${at}`), actor: who ? { id: who, name: people.find((p) => p.id === who).name } : null, via: null, kind, text: zh(text, kind), taskId: null, taskName: null, data: {} })).concat([
  { id: 9, seq: 9, at: iso('2026-10-12T13:00'), actor: { id: 1, name: '周敏' }, via: null, kind: 'case.paused', text: zh('暂停计时：不可抗力。暴雨橙色预警，停止户外作业', 'Clock paused: force majeure'), taskId: null, taskName: null, data: {} }, { id: 2, seq: 2, at: iso('2026-10-10T16:05'), actor: { id: 1, name: '周敏' }, via: null, kind: 'task.completed', text: zh('办结：当日转设计院、管网、工程', 'Forwarded'), taskId: null, taskName: null, data: {} }, { id: 1, seq: 1, at: iso('2026-10-10T09:12'), actor: { id: 1, name: '周敏' }, via: null, kind: 'case.opened', text: zh('客户申请，工单建立', 'Case opened'), taskId: null, taskName: null, data: {} }
])
export const documents = [
  [901, 'application', '《用水申请表》', '用水申请表.pdf', 'application/pdf', 2], [902, 'survey-record', '查勘记录', '气象预警 2026-118.pdf', 'application/pdf', 1], [903, 'survey-record', '查勘记录', '管线附图.png', 'image/png', 1]
].map(([id, type, typeName, fileName, mediaType, version]) => ({ id, caseId: 5, type, typeName: zh(typeName, type), version, fileName, mediaType, size: 284123, sha256: 'ab12'.repeat(16), uploadedBy: { id: 1, name: '周敏' }, uploadedAt: iso('2026-10-13T09:06'), stage: 'plan', taskId: null, current: true }))
export const reasons = [['contract-review', '客户合同审核'], ['fund-preparation', '备款'], ['excavation-approval', '路面刨掘行政审批'], ['site-not-ready', '施工现场不具备施工条件'], ['force-majeure', '不可抗力']].map(([id, name]) => ({ id, name: zh(name, id), processes: ['single-meter'], evidenceRequired: true, evidence: zh('情况说明或照片', 'a note or photos'), enabled: true, version: 1 }))
export { zh, iso }
