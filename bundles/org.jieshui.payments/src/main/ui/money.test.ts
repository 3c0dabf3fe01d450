import { describe, expect, it } from 'vitest'
import { fen, money, smaller, some, yuan } from './api'

describe('sums', () => {
  it('are grouped and have two decimals', () => expect(['0', '1234.5', '1234567.89'].map(money)).toEqual(['0.00', '1,234.50', '1,234,567.89']))
  it('are counted in fen', () => expect(['3174.3', '0.01', '9007199254740993.00', '1,0', '-1', ''].map(fen)).toEqual([317430n, 1n, null, null, null, null]))
  it('come back as they were', () => expect(yuan(317405n)).toBe('3174.05'))
  it('are compared as numbers', () => expect([smaller('900.00', '1000.00'), some('0.00'), some('0.01')]).toEqual(['900.00', false, true]))
})
