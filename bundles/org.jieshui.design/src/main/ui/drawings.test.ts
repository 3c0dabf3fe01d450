import { describe, expect, it } from 'vitest'
import { seriesOf, signOffOf, unsigned, type SignOff, type Versioned } from './drawings'

const document = (id: number, series: number, version: number, current: boolean, type = 'design-drawing') => ({ id, series, version, current, type }) as Versioned
const signed = (version: number, ...ids: number[]) => ({ version, at: '', by: '邓国庆', drawer: null, opinion: null, documents: ids.map((id) => ({ document: id, revision: 1, sha256: '' })) }) satisfies SignOff

describe('drawings', () => {
  const all = [document(5, 5, 1, false), document(6, 5, 2, true), document(7, 7, 1, true), document(8, 8, 1, true, 'topographic-map')]
  it('come by document, the newest version first', () => expect(seriesOf(all, 'design-drawing').map((one) => one.versions.map((version) => version.id))).toEqual([[6, 5], [7]]))
  it('are signed by version: a new version is not', () => {
    expect(signOffOf(all[0], [signed(1, 5, 7)])?.by).toBe('邓国庆')
    expect(unsigned(seriesOf(all, 'design-drawing'), [signed(1, 5, 7)]).map((one) => one.id)).toEqual([6])
    expect(unsigned(seriesOf(all, 'design-drawing'), [signed(2, 6, 7), signed(1, 5, 7)])).toEqual([])
  })
})
