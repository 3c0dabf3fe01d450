import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problems, usedKeys } from './messages.mjs'

let folder: string
const put = (name: string, content: unknown) => writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'messages-'))
  mkdirSync(join(folder, 'i18n'))
  put('i18n/zh-CN.json', { survey: { title: '查勘', left: '剩 {n} 项' } })
  put('i18n/en.json', { survey: { title: 'Survey', left: '{n} left' } })
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('messages', () => {
  it('pass when both languages are complete', () => {
    put('Page.vue', `<template><h1>{{ $t('survey.title') }}</h1></template>`)
    expect(problems(folder)).toEqual([])
  })
  it('fail on a key that one language lacks', () => {
    put('i18n/en.json', { survey: { title: 'Survey' } })
    expect(problems(folder)).toEqual(['i18n/en.json lacks survey.left'])
  })
  it('fail on a key that no file has', () => {
    put('page.ts', `t('survey.gone', { n: 1 })`)
    expect(problems(folder)).toEqual(['page.ts uses survey.gone, which no message file has'])
  })
  it('fail on placeholders that differ, forbidden words, and Chinese text in a template', () => {
    put('i18n/zh-CN.json', { survey: { title: '已逾期', left: '剩 {m} 项' } })
    put('Page.vue', `<template><!-- 注释 --><h1>查勘</h1></template>`)
    expect(problems(folder)).toHaveLength(3)
  })
  it('find keys in calls, templates and declarations', () => {
    expect([...usedKeys(`$t('a.b') t("c.d") titleKey: 'e.f' format('no.key') keypath="g.h"`)].sort()).toEqual(['a.b', 'c.d', 'e.f', 'g.h'])
  })
})
