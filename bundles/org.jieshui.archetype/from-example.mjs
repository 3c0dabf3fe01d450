// Makes the archetype's files of org.jieshui.example: the same files, its names replaced by what the archetype asks for.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const example = '../org.jieshui.example'
const out = 'target/classes/archetype-resources'
const sources = 'org/jieshui/example/'

const filesUnder = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))

/** What Velocity would take for its own. */
const escaped = (text) => (text.includes('#') ? "#set( $hash = '#' )\n" + text.replaceAll('#', '${hash}') : text)

const renamed = (text) => text.replaceAll('org.jieshui.example', '${package}').replaceAll(/\bexample\b/g, '${moduleId}')

/** A project of its own: it finds its parent in Maven's repository, and the parent says which version of the platform it is written for. */
function ownProject(pom) {
  return pom
    .replace('\n  </parent>', '\n    <relativePath/>\n  </parent>')
    .replaceAll('${project.version}', '${project.parent.version}')
    .replace('  <artifactId>org.jieshui.example</artifactId>', '  <groupId>${groupId}</groupId>\n  <artifactId>${artifactId}</artifactId>\n  <version>${version}</version>')
    .replace('Jieshui :: example', '${artifactId}')
}

rmSync(out, { recursive: true, force: true })
cpSync('src/main/resources/archetype-resources', out, { recursive: true })
for (const file of ['pom.xml', 'bnd.bnd', ...filesUnder(join(example, 'src')).map((path) => relative(example, path))]) {
  const text = readFileSync(join(example, file), 'utf8')
  const target = join(out, file.replace(sources, '').replaceAll(/\bexample\b/g, '__moduleId__'))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, escaped(renamed(file === 'pom.xml' ? ownProject(text) : text)))
}
