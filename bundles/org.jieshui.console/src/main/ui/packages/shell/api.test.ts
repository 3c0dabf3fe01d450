import { describe, expect, it } from 'vitest'
import { Problem } from './api'

describe('a failure', () => {
  it('is quoted by the number that the log has, whole', () => {
    expect(new Problem({ type: '/problems/internal', status: 500, instance: '7K2M9QX4TB' } as never).reference).toBe('7K2M9QX4TB')
    expect(new Problem({ type: 'internal', status: 502 } as never).reference).toBe('')
  })
})

describe('what is wrong with a form', () => {
  it('says both where one field has two faults', () => {
    const problem = new Problem({ type: '/problems/invalid', status: 422, errors: [{ pointer: '/permit', detail: '许可证已到期' }, { pointer: '/day', detail: '不晚于今天' }, { pointer: '/permit', detail: '编号已登记过' }] } as never)
    expect(problem.fields).toEqual({ '/permit': '许可证已到期；编号已登记过', '/day': '不晚于今天' })
  })
})
