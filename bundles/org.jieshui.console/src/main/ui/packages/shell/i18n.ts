// Language: one vue-i18n instance for the shell and every module. zh-CN first, en complete.
import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'
import { configureApi } from './api'
import type { Language, Messages, Text } from './types'

const STORED = 'jieshui.language'

function first(): Language {
  const asked = localStorage.getItem(STORED) ?? navigator.language
  return asked.startsWith('en') ? 'en' : 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: typeof localStorage === 'undefined' ? 'zh-CN' : first(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh as Messages, en: en as Messages },
  missingWarn: false,
  fallbackWarn: false
})

const translate = i18n.global.t as unknown as (key: string, named: Record<string, unknown>, plural?: number) => string
/** A message; `n` chooses between its singular and plural, where it has both. */
export const t = (key: string, named: Record<string, unknown> = {}) => (typeof named.n === 'number' ? translate(key, named, named.n) : translate(key, named))
export const language = computed(() => i18n.global.locale.value as Language)

export function setLanguage(to: Language) {
  i18n.global.locale.value = to
  localStorage.setItem(STORED, to)
  document.documentElement.lang = to
  configureApi({ language: to })
}

export function addMessages(messages: Record<Language, Messages>) {
  i18n.global.mergeLocaleMessage('zh-CN', messages['zh-CN'])
  i18n.global.mergeLocaleMessage('en', messages.en)
}

/** A text in the reader's language; a plain string as it is. */
export function tx(text: Text | string | null | undefined): string {
  if (!text) return ''
  return typeof text === 'string' ? text : (text[language.value] ?? text['zh-CN'] ?? text.en)
}
