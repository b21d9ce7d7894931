import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Where `npm run dev` sends calls of the API. */
const server = process.env['AW_SERVER_URL'] ?? 'http://127.0.0.1:5666'

export default defineConfig({
  // Relative addresses: the files work wherever they are served from.
  base: './',
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: false, __INTLIFY_PROD_DEVTOOLS__: false },
  build: {
    outDir: 'src/aw_webui/static',
    emptyOutDir: true,
    target: 'es2022',
    // No inline script: the page's policy forbids it.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
  server: {
    // The server lets only its own pages change anything: what comes through here counts as one of them.
    proxy: Object.fromEntries(
      ['/api', '/pages'].map((path) => [
        path,
        { target: server, changeOrigin: true, headers: { origin: server } },
      ]),
    ),
  },
  test: {
    restoreMocks: true,
    env: { TZ: 'Europe/Berlin' },
    projects: [
      { extends: true, test: { name: 'domain', environment: 'node', include: ['src/domain/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'interface',
          environment: 'happy-dom',
          include: ['src/**/*.test.ts'],
          exclude: ['src/domain/**'],
        },
      },
    ],
  },
})
