#!/usr/bin/env node
// jieshui-ui check   messages and types of the ui folder it runs in
// jieshui-ui build   check, tests if there are any, then the module into target/ui
// jieshui-ui watch   builds again at every change
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { existsSync, readdirSync } from 'node:fs'
import { problems } from './messages.mjs'

const folder = process.cwd()
const kit = dirname(fileURLToPath(import.meta.url))
const shell = join(kit, '../shell')
const tool = (name, bin) => join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), bin)
const run = (script, ...args) => execFileSync(process.execPath, [script, ...args], { cwd: folder, stdio: 'inherit' })

function check() {
  const own = existsSync(join(folder, 'src')) ? join(folder, 'src') : folder
  // the console checks what everyone uses with its own
  const found = [...problems(own, [shell]), ...(own === folder ? [] : problems(shell))]
  if (found.length) {
    console.error(`Messages of ${relative(process.cwd(), own) || '.'}:\n  ${found.join('\n  ')}`)
    process.exit(1)
  }
  run(tool('vue-tsc', 'bin/vue-tsc.js'), '--noEmit')
}

const hasTests = (at) =>
  readdirSync(at, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? entry.name !== 'node_modules' && hasTests(join(at, entry.name)) : /\.test\.ts$/.test(entry.name)
  )

const command = process.argv[2]
if (command === 'check') check()
else if (command === 'build' || command === 'watch') {
  const { build } = await import('vite')
  const { departmentConfig } = await import('./preset.mjs')
  const config = departmentConfig(folder)
  if (command === 'watch') config.build.watch = {}
  else {
    check()
    if (hasTests(folder)) run(tool('vitest', 'vitest.mjs'), 'run')
  }
  await build(config)
} else {
  console.error('jieshui-ui check | build | watch')
  process.exit(2)
}
