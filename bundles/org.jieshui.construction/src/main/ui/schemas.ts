// The forms of dialogs. The server checks again.
import type { JsonSchema, Text } from '@jieshui/shell'

const text = (zh: string, en: string): Text => ({ 'zh-CN': zh, en })
const words = (title: Text, maxLength: number, error: Text): JsonSchema => ({ type: 'string', minLength: 1, maxLength, title, 'x-error': error })
const day = (title: Text): JsonSchema => ({ type: 'string', format: 'date', title, 'x-error': text('选择日期', 'Choose a date') })
const permit = (title: Text, error: Text): JsonSchema => ({ type: 'integer', minimum: 1, 'x-widget': 'document', 'x-document-type': 'excavation-permit', title, 'x-error': error })
const form = (properties: Record<string, JsonSchema>, optional: string[] = []): JsonSchema => ({ type: 'object', properties, required: Object.keys(properties).filter((name) => !optional.includes(name)), additionalProperties: false })

export const APPLICATION = form({
  authority: words(text('审批机关', 'Authority'), 100, text('写明审批机关，不超过 100 字', 'Name the authority, in at most 100 characters')),
  number: words(text('受理编号', 'Number of the application'), 60, text('写明受理编号，不超过 60 字', 'Give the number, in at most 60 characters')),
  appliedOn: day(text('申请日期', 'Applied on')),
  document: permit(text('受理凭证', 'Receipt'), text('上传刨掘申请受理凭证', 'Upload the receipt of the application')),
  pause: { type: 'boolean', title: text('审批期间暂停计时', 'Pause the clock while the authority decides'), description: text('以受理凭证为依据，登记结果后自动恢复', 'The receipt is the evidence; recording the outcome resumes it') }
})
export const GRANT = form({
  permit: words(text('许可证号', 'Number of the permit'), 60, text('写明许可证号，不超过 60 字', 'Give the number, in at most 60 characters')),
  decidedOn: day(text('批准日期', 'Granted on')),
  validFrom: day(text('有效期自', 'Valid from')),
  validTo: day(text('有效期至', 'Valid until')),
  document: permit(text('许可证扫描件', 'Scan of the permit'), text('上传许可证扫描件', 'Upload the scan of the permit'))
})
export const REFUSAL = form({
  decidedOn: day(text('决定日期', 'Decided on')),
  reason: words(text('不批准的原因', 'Why it was refused'), 500, text('写明原因，不超过 500 字', 'Say why, in at most 500 characters'))
})
export const WITHDRAWAL = form({
  decidedOn: day(text('撤回日期', 'Withdrawn on')),
  reason: words(text('撤回的原因', 'Why it is withdrawn'), 500, text('写明原因，不超过 500 字', 'Say why, in at most 500 characters'))
})
export const OTHERWISE = form({ why: words(text('与查勘意见不同的原因', 'Why it differs from the survey'), 500, text('写明原因，不超过 500 字', 'Say why, in at most 500 characters')) })
export const NOTE = form({ note: { type: 'string', maxLength: 500, title: text('备注', 'Note'), 'x-error': text('不超过 500 字', 'At most 500 characters') } }, ['note'])

const optional = (title: Text, maxLength: number): JsonSchema => ({ type: 'string', maxLength, title, 'x-error': text(`不超过 ${maxLength} 字`, `At most ${maxLength} characters`) })
/** @param units who may be given the works, with their names */
export const plan = (units: { id: string; name: Text }[]) =>
  form(
    {
      unit: { type: 'string', enum: units.map((one) => one.id), 'x-enum-names': units.map((one) => one.name), title: text('施工单位', 'Construction unit'), 'x-error': text('选择施工单位', 'Choose the unit') },
      crew: words(text('班组和负责人', 'Crew and who leads it'), 200, text('写明班组和负责人，不超过 200 字', 'Name the crew and who leads it, in at most 200 characters')),
      starts: day(text('计划开工', 'Starts')),
      ends: day(text('计划完工', 'Ends')),
      note: optional(text('交代事项', 'What they should know'), 2000)
    },
    ['note']
  )
export const ENTRY = form(
  {
    day: day(text('施工日期', 'Day')),
    did: words(text('做了什么', 'What was done'), 2000, text('写明当天做了什么，不超过 2000 字', 'Say what was done, in at most 2000 characters')),
    material: optional(text('管材', 'Material'), 50),
    calibre: { type: 'integer', minimum: 10, maximum: 3000, 'x-unit': 'mm', title: text('口径', 'Calibre'), 'x-error': text('公称口径在 10 到 3000 之间', 'Between 10 and 3000') },
    length: { type: 'number', exclusiveMinimum: 0, maximum: 99999, multipleOf: 0.01, 'x-unit': 'm', title: text('敷设长度', 'Length laid'), 'x-error': text('大于 0，最多两位小数', 'Above 0, at most two decimals') },
    deviation: { ...optional(text('与图纸不符之处', 'Where it differs from the drawing'), 2000), description: text('没有就不填', 'Leave empty if it does not') }
  },
  ['material', 'calibre', 'length', 'deviation']
)
export const STOPPAGE = form(
  {
    reason: {
      type: 'string',
      enum: ['site-not-ready', 'acceptance-not-ready', 'force-majeure'],
      'x-enum-names': [text('施工现场不具备施工条件', 'Site not fit for construction'), text('不具备验收条件', 'Not fit for acceptance'), text('不可抗力', 'Force majeure')],
      title: text('停工原因', 'Why'),
      'x-error': text('选择停工原因', 'Choose why')
    },
    began: { type: 'string', format: 'date-time', title: text('从何时起', 'Since when'), description: text('不填就是现在', 'Now, if left empty'), 'x-error': text('选择时间', 'Choose a time') },
    what: words(text('现场情况', 'What the site is like'), 2000, text('写明现场情况，不超过 2000 字', 'Say what the site is like, in at most 2000 characters')),
    needed: words(text('需要具备的条件', 'What has to happen'), 2000, text('写明需要客户或有关方面做什么，不超过 2000 字', 'Say what has to happen, in at most 2000 characters'))
  },
  ['began']
)
export const RESUME = form({ text: words(text('现场怎样具备了条件', 'How the site became fit'), 2000, text('写明怎样具备了条件，不超过 2000 字', 'Say how, in at most 2000 characters')) })
export const REPORT = form({ text: optional(text('说明', 'Remarks'), 2000) }, ['text'])
export const GIVE_BACK = form({ text: words(text('还要做什么', 'What is still to be done'), 200, text('写明还要做什么，不超过 200 字', 'Say what is still to be done, in at most 200 characters')) })
export const MEND = form({ mend: words(text('要整改什么', 'What must be mended'), 2000, text('写明要整改什么，不超过 2000 字', 'Say what must be mended, in at most 2000 characters')), mendBy: day(text('整改期限', 'Until')) }, ['mendBy'])
