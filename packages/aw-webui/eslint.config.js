import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

/** Packages that only what a person sees may use. */
const INTERFACE = ['vue', 'vue-*', 'pinia', '@vueuse/*', 'reka-ui', '@lucide/*']

/** A field that is told of once it is left, but is written to whenever anything around it is shown anew. */
const RESET_FIELD = [
  "VElement[name='input'] > VStartTag",
  ":has(> VAttribute[directive=true][key.name.name='bind'][key.argument.name='value'])",
  ":has(> VAttribute[directive=true][key.name.name='on'][key.argument.name='change'])",
  ":not(:has(> VAttribute[key.name='type'][value.value=/^(color|date)$/]))",
].join('')

/** The folder may import none of these: the houses above it, or packages that are not its concern. */
function limits(folder, forbidden, packages = []) {
  const above = [...forbidden, 'router', 'App.vue', 'main'].map((name) => `@/${name}`)
  return {
    files: [`src/${folder}/**/*.{ts,vue}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: above.flatMap((path) => [path, `${path}/**`]),
              message: `${folder} stands below it: docs/architecture.md`,
            },
            { group: ['../**'], message: 'Write it from the top: @/…' },
            ...(packages.length
              ? [{ group: packages, message: `${folder} knows nothing of the interface` }]
              : []),
          ].filter(({ group }) => group.length),
        },
      ],
    },
  }
}

export default ts.config(
  { ignores: ['src/aw_webui/**', 'node_modules/**', '.venv*/**'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...vue.configs['flat/recommended'],
  prettier,
  {
    files: ['src/**/*.{ts,vue}'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser, sourceType: 'module' } },
    rules: {
      // TypeScript finds undefined names.
      'no-undef': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': 'error',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
      'vue/no-restricted-syntax': [
        'error',
        { selector: RESET_FIELD, message: 'Use DraftField: it keeps what is typed' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 400, skipComments: true }],
      complexity: ['error', 14],
    },
  },
  { files: ['src/components/base/DraftField.vue'], rules: { 'vue/no-restricted-syntax': 'off' } },
  limits('domain', ['api', 'stores', 'composables', 'components', 'visualizations', 'pages'], INTERFACE),
  limits('api', ['stores', 'composables', 'components', 'visualizations', 'pages'], INTERFACE),
  limits('stores', ['composables', 'components', 'visualizations', 'pages']),
  limits('composables', ['components', 'visualizations', 'pages']),
  limits('components', ['visualizations', 'pages']),
  limits('visualizations', ['pages']),
  limits('pages', []),
)
