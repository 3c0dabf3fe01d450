// Messages: both languages complete, every key that the code uses present. What is wrong fails the build.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const SKIPPED = ['node_modules', 'dist', 'target', 'packages', 'dev', 'e2e']

export function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !SKIPPED.includes(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)]))
    .filter((file) => /\.(vue|ts)$/.test(file) && !/\.(test|d)\.ts$/.test(file))
}

export function flatten(messages, prefix = '') {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`)
  )
}

export function readMessages(folder, language) {
  const file = join(folder, 'i18n', `${language}.json`)
  return existsSync(file) ? new Map(flatten(JSON.parse(readFileSync(file, 'utf8')))) : new Map()
}

/** Of the plural form, where a message has a singular too (`{n} day | {n} days`). */
const placeholders = (text) => [...text.split(' | ').pop().matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join()

/** Keys written out in the code: t('a.b'), $t('a.b'), keypath="a.b", and any *Key: 'a.b' of a declaration. */
export function usedKeys(text) {
  const keys = new Set()
  for (const pattern of [/(?<![\w.])\$?t\(\s*['"]([\w.-]+)['"]/g, /\bkeypath="([\w.-]+)"/g, /\b\w*Key['"]?\s*[:=]\s*['"]([\w-]+\.[\w.-]+)['"]/g]) {
    for (const match of text.matchAll(pattern)) keys.add(match[1])
  }
  return keys
}

/**
 * @param folder the ui folder that is checked
 * @param more   folders whose messages it may use too (the shell's)
 * @returns what is wrong, one line each
 */
export function problems(folder, more = []) {
  const zh = readMessages(folder, 'zh-CN')
  const en = readMessages(folder, 'en')
  const found = []
  for (const key of zh.keys()) if (!en.has(key)) found.push(`i18n/en.json lacks ${key}`)
  for (const key of en.keys()) if (!zh.has(key)) found.push(`i18n/zh-CN.json lacks ${key}`)
  for (const [key, text] of zh) {
    if (!text.trim() || (en.has(key) && !en.get(key).trim())) found.push(`${key} is empty`)
    if (en.has(key) && placeholders(text) !== placeholders(en.get(key))) found.push(`${key}: the placeholders of zh-CN and en differ`)
    if (/逾期|请您务必|！/.test(text)) found.push(`${key}: “${text}” breaks the wording rules (超时, no 请您务必, no ！)`)
  }
  const known = new Set([...zh.keys(), ...more.flatMap((other) => [...readMessages(other, 'zh-CN').keys()])])
  for (const file of sources(folder)) {
    const text = readFileSync(file, 'utf8')
    for (const key of usedKeys(text)) if (!known.has(key)) found.push(`${relative(folder, file)} uses ${key}, which no message file has`)
    // Chinese belongs in messages: a literal in a template would stay Chinese in English
    if (file.endsWith('.vue') && /[\u4e00-\u9fff]/.test(text.replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))) {
      found.push(`${relative(folder, file)} has Chinese text outside the message files`)
    }
  }
  return found
}
