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
export const OTHERWISE = form({ why: words(text('与查勘意见不同的原因', 'Why it differs from the survey'), 500, text('写明原因，不超过 500 字', 'Say why, in at most 500 characters')) })
export const NOTE = form({ note: { type: 'string', maxLength: 500, title: text('备注', 'Note'), 'x-error': text('不超过 500 字', 'At most 500 characters') } }, ['note'])
