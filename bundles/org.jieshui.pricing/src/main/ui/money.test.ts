import { describe, expect, it } from 'vitest'
import { money, plain } from './api'

describe('sums', () => {
  it('are grouped and have two decimals', () => expect(['0', '1234.5', '1234567.89', '999.00'].map(money)).toEqual(['0.00', '1,234.50', '1,234,567.89', '999.00']))
  it('are not there where there is none', () => expect(money(null)).toBe(''))
  it('quantities lose their noughts', () => expect(['14.500', '10.000', '100', '0.333'].map(plain)).toEqual(['14.5', '10', '100', '0.333']))
})
