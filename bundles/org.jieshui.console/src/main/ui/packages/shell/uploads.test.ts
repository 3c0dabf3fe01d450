import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { Problem, uploadKey } from './api'
import { filesOnTheirWay, PAUSES, useUploads } from './uploads'

const file = (name: string) => new File(['x'], name)
const cutOff = () => Promise.reject(new Problem({ type: 'offline', status: 0 }))

describe('files on their way', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('window', new EventTarget())
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  function box(send: (file: File) => Promise<string>) {
    const done: string[] = []
    const scope = effectScope()
    const uploads = scope.run(() => useUploads<string>((one) => send(one), (answer) => done.push(answer)))!
    return { ...uploads, done, stop: () => scope.stop() }
  }

  it('sends again by itself what the network cut off', async () => {
    let tries = 0
    const one = box((file) => (++tries < 3 ? cutOff() : Promise.resolve(file.name)))
    one.add([file('a.jpg')])
    await vi.advanceTimersByTimeAsync(0)
    expect(one.list[0].state).toBe('waiting')
    expect(filesOnTheirWay.value).toBe(1)
    await vi.advanceTimersByTimeAsync((PAUSES[0] + PAUSES[1]) * 1000)
    expect(one.done).toEqual(['a.jpg'])
    expect(one.list).toEqual([])
    expect(filesOnTheirWay.value).toBe(0)
  })

  it('gives up after the last pause, and goes on when the network is back', async () => {
    let there = false
    const one = box((file) => (there ? Promise.resolve(file.name) : cutOff()))
    one.add([file('a.jpg')])
    await vi.advanceTimersByTimeAsync(PAUSES.reduce((sum, pause) => sum + pause, 1) * 1000)
    expect(one.list[0]).toMatchObject({ state: 'failed', again: true })
    there = true
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(one.done).toEqual(['a.jpg'])
  })

  it('does not send again what the server refused', async () => {
    const one = box(() => Promise.reject(new Problem({ type: '/problems/archive/hostile', status: 422, detail: '文件含脚本' })))
    one.add([file('a.pdf')])
    await vi.advanceTimersByTimeAsync(PAUSES[0] * 1000)
    expect(one.list[0]).toMatchObject({ state: 'failed', again: false, message: '文件含脚本', tries: 1 })
    one.cancel(one.list[0])
    expect(filesOnTheirWay.value).toBe(0)
  })

  it('sends two at a time, in order; leaving the page ends all', async () => {
    const started: string[] = []
    const one = box((file) => {
      started.push(file.name)
      return new Promise(() => {})
    })
    one.add(['1', '2', '3'].map(file))
    expect(started).toEqual(['1', '2'])
    one.cancel(one.list[0])
    expect(started).toEqual(['1', '2', '3'])
    one.stop()
    expect(filesOnTheirWay.value).toBe(0)
  })

  it('are the same intention when sent again to the same place', () => {
    const one = file('a.pdf')
    const key = uploadKey(one, '/documents?case=1')
    expect(uploadKey(one, '/documents?case=1')).toBe(key)
    expect(uploadKey(one, '/documents?case=2')).not.toBe(key)
    expect(uploadKey(file('a.pdf'), '/documents?case=1')).not.toBe(key)
  })
})
