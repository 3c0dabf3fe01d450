import { expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useDialog } from './dialog'

const confirm = vi.hoisted(() => vi.fn())
vi.mock('element-plus', () => ({ ElMessageBox: { confirm } }))
vi.mock('@jieshui/shell', () => ({ newKey: () => crypto.randomUUID(), t: (text: string) => text }))

function open() {
  const typed = ref<Record<string, unknown>>({ did: '' })
  const closed = vi.fn()
  return { typed, closed, ...effectScope().run(() => useDialog(() => typed.value, closed))! }
}

it('keeps its key while the same is sent again, and takes another for something else', async () => {
  const { typed, key } = open()
  const first = key.value
  typed.value = { did: '' }
  await nextTick()
  expect(key.value).toBe(first)
  typed.value = { did: '开槽' }
  await nextTick()
  expect(key.value).not.toBe(first)
})

it('asks before it closes over what was typed, and only then', async () => {
  const { typed, closed, leave } = open()
  typed.value = { did: '开槽' }
  confirm.mockRejectedValueOnce('cancel')
  await leave()
  expect(closed).not.toHaveBeenCalled()
  confirm.mockResolvedValueOnce('confirm')
  await leave()
  expect(closed).toHaveBeenCalledOnce()
  typed.value = { did: '' }
  await leave()
  expect(closed).toHaveBeenCalledTimes(2)
  expect(confirm).toHaveBeenCalledTimes(2)
})
