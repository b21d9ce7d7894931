import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: at('src/pages'),
  publicDir: at('public'),
  // Relative addresses: the pages stand in folders of the extension.
  base: './',
  resolve: {
    alias: { '@messages': at('public/_locales/en/messages.json'), '@': at('src') },
  },
  build: {
    outDir: at('src/aw_watcher_web/extension'),
    emptyOutDir: true,
    target: 'es2022',
    // The stores' reviewers, and everybody else, can read what runs.
    minify: false,
    cssMinify: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        background: at('src/background/main.ts'),
        options: at('src/pages/options/options.html'),
        popup: at('src/pages/popup/popup.html'),
      },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'shared/[name].js',
        assetFileNames: 'shared/[name][extname]',
      },
    },
  },
  test: {
    root: at('.'),
    restoreMocks: true,
    unstubGlobals: true,
    env: { TZ: 'Europe/Berlin' },
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
  },
})
