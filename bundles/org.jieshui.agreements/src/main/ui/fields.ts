import { language } from '@jieshui/shell'

/** Placeholders are Chinese; who reads English gets their names in English. */
const FIELDS: Record<string, string> = {
  编号: 'number',
  工单号: 'case number',
  起草日期: 'day',
  公司名称: 'company',
  客户名称: 'customer',
  联系人: 'contact',
  联系电话: 'phone',
  用水地址: 'address',
  用水性质: 'kind of use',
  日用水量: 'daily volume',
  管线口径: 'pipe calibre',
  管线长度: 'pipe length',
  水表口径: 'meter calibre',
  水表编号: 'meter number',
  费用: 'fee',
  费用大写: 'fee in words',
  费用方案: 'choice'
}
export const fieldName = (name: string) => (language.value.startsWith('en') ? (FIELDS[name] ?? name) : name)
