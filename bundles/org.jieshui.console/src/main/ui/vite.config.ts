import { cpSync, createReadStream, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { shared } from '@jieshui/ui-kit'
import { defineConfig, type Plugin } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const outDir = join(here, '../../../target/ui')

/**
 * Puts the import map into index.html: the shared libraries by their names, for the departments' modules. The map must come before the first
 * module script. The Java side reads it back and allows exactly it in the Content-Security-Policy.
 */
function importMap(): Plugin {
  return {
    name: 'jieshui-import-map',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk' && file.isEntry)
      const imports = Object.fromEntries(
        shared.map((name: string) => {
          const chunk = chunks.find((file) => file.name === entryName(name))
          if (!chunk) this.error(`no chunk for ${name}`)
          return [name, `/${chunk?.fileName}`]
        })
      )
      const html = bundle['index.html']
      if (html?.type !== 'asset') return this.error('no index.html')
      html.source = String(html.source).replace('<head>', `<head>\n    <script type="importmap">${JSON.stringify({ imports })}</script>`)
    }
  }
}

/** Character maps that pdf.js needs for Chinese PDFs without embedded fonts. */
function characterMaps(): Plugin {
  const maps = join(dirname(createRequire(join(here, 'packages/shell/index.ts')).resolve('pdfjs-dist/package.json')), 'cmaps')
  return {
    name: 'jieshui-cmaps',
    closeBundle: () => existsSync(outDir) && cpSync(maps, join(outDir, 'assets/cmaps'), { recursive: true }),
    configureServer: (server) =>
      void server.middlewares.use('/assets/cmaps', (request, response) => createReadStream(join(maps, (request.url ?? '').split('?')[0].replace(/[^\w.-]/g, ''))).on('error', () => response.writeHead(404).end()).pipe(response))
  }
}

const entryName = (name: string) => `shared-${name.replace(/^@/, '').replace('/', '-')}`

export default defineConfig(({ command }) => ({
  plugins: [vue(), importMap(), characterMaps()],
  // the shared libraries are re-exported whole; their development checks are not served
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false', __VUE_I18N_FULL_INSTALL__: 'true', __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  server: { proxy: { '/api': process.env.JIESHUI_API ?? 'http://127.0.0.1:5199', '/modules': process.env.JIESHUI_API ?? 'http://127.0.0.1:5199' } },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      preserveEntrySignatures: 'strict' as const,
      input: command === 'build' ? { index: join(here, 'index.html'), ...Object.fromEntries(shared.map((name: string) => [entryName(name), join(here, 'shared', `${entryName(name)}.ts`)])) } : undefined
    }
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'packages/**/*.test.ts'] }
}))
