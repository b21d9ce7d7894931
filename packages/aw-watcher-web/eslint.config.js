import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import globals from 'globals'
import ts from 'typescript-eslint'

/** The folder may import none of these, which stand above it. */
function limits(folder, forbidden) {
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...(forbidden.length
              ? [
                  {
                    group: forbidden.flatMap((name) => [`@/${name}`, `@/${name}/**`]),
                    message: `${folder} stands below it: docs/architecture.md`,
                  },
                ]
              : []),
            { group: ['../**'], message: 'Write it from the top: @/…' },
          ],
        },
      ],
    },
  }
}

export default ts.config(
  { ignores: ['src/aw_watcher_web/**', 'node_modules/**', '.venv*/**'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  prettier,
  {
    files: ['src/**/*.ts', 'tests/**/*.ts'],
    languageOptions: { globals: globals.webextensions, parserOptions: { projectService: true } },
    rules: {
      // TypeScript finds undefined names.
      'no-undef': 'off',
      // A promise that nobody waits for hides what went wrong in it.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 400, skipComments: true }],
      complexity: ['error', 14],
    },
  },
  {
    files: ['src/domain/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'chrome', 'document', 'window', 'fetch'] },
  },
  limits('domain', ['server', 'browser', 'background', 'pages']),
  limits('server', ['browser', 'background', 'pages']),
  limits('browser', ['server', 'background', 'pages']),
  limits('background', ['pages']),
  limits('pages', ['background', 'server']),
)
