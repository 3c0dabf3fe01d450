// Builds the pages of one bundle (src/main/ui, Vite) into its target/ui. Run by Maven in the bundle's folder; see the profile "ui" in pom.xml.
// Nothing is done twice: `npm ci` runs when package-lock.json or a package.json changed, the build when a source that it reads changed.
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const bundle = process.cwd()
const ui = join(bundle, 'src/main/ui')

const read = (file) => JSON.parse(readFileSync(file, 'utf8'))
const npm = (folder, ...args) => execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist', 'dist-ui', '.vite'].includes(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort()
}

function hash(files) {
  const sum = createHash('sha256').update(process.version)
  for (const file of files) sum.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  return sum.digest('hex')
}

const isCurrent = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value

/** The workspace folders by package name: bundles/<bundle>/src/main/ui, and the console's packages/ for everyone. */
const shared = join(root, 'bundles/org.jieshui.console/src/main/ui/packages')
const workspaces = new Map(
  [...readdirSync(join(root, 'bundles')).map((name) => join(root, 'bundles', name, 'src/main/ui')), ...(existsSync(shared) ? readdirSync(shared).map((name) => join(shared, name)) : [])]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => [read(join(folder, 'package.json')).name, folder])
)

/** The folder and those of the workspace packages that it builds with, transitively. */
function reach(folder, seen = new Set()) {
  if (seen.has(folder)) return seen
  seen.add(folder)
  const { dependencies = {}, devDependencies = {} } = read(join(folder, 'package.json'))
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) if (workspaces.has(name)) reach(workspaces.get(name), seen)
  return seen
}

/** Modules are built at the same time, and one at a time may install: the others wait until it is done, or take over from one that was killed. */
function alone(work) {
  const lock = join(root, 'target/npm.lock')
  const mine = `${lock}.${process.pid}`
  mkdirSync(dirname(lock), { recursive: true })
  writeFileSync(mine, String(process.pid))
  try {
    while (!taken(mine, lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    try {
      work()
    } finally {
      rmSync(lock)
    }
  } finally {
    rmSync(mine)
  }
}

function taken(mine, lock) {
  try {
    linkSync(mine, lock)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isGone(lock)) rmSync(lock, { force: true })
    return false
  }
}

/** Whether the process that holds the lock has ended without giving it back. */
function isGone(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

const [major] = process.versions.node.split('.').map(Number)
if (major < 20) throw new Error(`The pages are built with Node.js 20 or newer; this is ${process.version}.`)

const packages = [join(root, 'package.json'), join(root, 'package-lock.json'), ...[...workspaces.values()].sort().map((folder) => join(folder, 'package.json'))]
const installed = hash(packages)
const installStamp = join(root, 'node_modules/.jieshui-installed')
if (!isCurrent(installStamp, installed)) {
  alone(() => {
    if (isCurrent(installStamp, installed)) return
    console.log('npm ci: installing what the pages are built with')
    npm(root, 'ci', '--no-audit', '--no-fund')
    writeFileSync(installStamp, installed)
  })
}

const built = createHash('sha256').update(installed).update(hash([...reach(ui)].sort().flatMap(filesUnder))).digest('hex')
const buildStamp = join(bundle, 'target/ui.stamp')
if (!isCurrent(buildStamp, built) || !existsSync(join(bundle, 'target/ui'))) {
  mkdirSync(join(bundle, 'target'), { recursive: true })
  rmSync(join(bundle, 'target/ui'), { recursive: true, force: true })
  npm(ui, 'run', 'build')
  if (!existsSync(join(bundle, 'target/ui'))) throw new Error(`npm run build in ${relative(root, ui)} left nothing in target/ui: set Vite's build.outDir to ../../../target/ui`)
  writeFileSync(buildStamp, built)
}
