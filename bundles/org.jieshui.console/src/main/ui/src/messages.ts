import { i18n } from '@jieshui/shell'
import en from './i18n/en.json'
import zh from './i18n/zh-CN.json'

i18n.global.mergeLocaleMessage('zh-CN', zh)
i18n.global.mergeLocaleMessage('en', en)
