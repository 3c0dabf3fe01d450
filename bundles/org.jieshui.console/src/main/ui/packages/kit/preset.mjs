// The Vite preset of a department's pages: an ES module whose shared libraries come from the shell's import map.
import vue from '@vitejs/plugin-vue'

/** What the shell serves once for everyone; a department never bundles its own copy. */
export const shared = ['vue', 'vue-router', 'pinia', 'vue-i18n', 'element-plus', '@jieshui/shell']

/** Tells the shell which style sheet belongs to the module: the policy forbids style elements, so the shell adds a link and removes it with the module. */
const styleSheet = {
  name: 'jieshui-style-sheet',
  // after Vite has put the style sheet into the bundle
  enforce: 'post',
  generateBundle(_, bundle) {
    const css = Object.values(bundle).find((file) => file.type === 'asset' && file.fileName.endsWith('.css'))
    const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry)
    if (css) entry.code += `\nexport const styleSheet = new URL('./${css.fileName}', import.meta.url).href;\n`
  }
}

/** @returns {import('vite').UserConfig} */
export function departmentConfig(root = process.cwd()) {
  return {
    root,
    configFile: false,
    base: './',
    plugins: [vue(), styleSheet],
    // production code also under `watch`: the shell's Vue is the production build
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: '../../../target/ui',
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      lib: { entry: 'index.ts', formats: ['es'], fileName: 'index', cssFileName: 'index' },
      rolldownOptions: {
        external: (id) => shared.includes(id),
        output: { chunkFileNames: 'chunks/[name]-[hash].js', assetFileNames: (file) => (file.names?.[0]?.endsWith('.css') ? '[name][extname]' : 'assets/[name]-[hash][extname]') }
      }
    }
  }
}
