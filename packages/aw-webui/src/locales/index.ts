/** The languages of the pages: a folder each, a file for each part. English is always there; others come when chosen. */

import { createI18n } from 'vue-i18n'

/** Languages there are, by their own names. */
export const LANGUAGES: Readonly<Record<string, string>> = { en: 'English', de: 'Deutsch' }

interface Messages {
  [key: string]: string | Messages
}
interface Module {
  default: Messages
}

const english = import.meta.glob<Module>('./en/*.json', { eager: true })
const others = import.meta.glob<Module>(['./*/*.json', '!./en/*.json'])

export const i18n = createI18n<false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: merged(Object.entries(english).map(([path, module]) => [path, module.default])) },
})

/** Show the pages in a language; in the one the browser asks for if it is empty, English if that is not known. */
export async function setLanguage(language: string): Promise<void> {
  const chosen = baseOf(language) ?? preferred()
  if (!i18n.global.availableLocales.includes(chosen)) i18n.global.setLocaleMessage(chosen, await load(chosen))
  i18n.global.locale.value = chosen
  document.documentElement.lang = chosen
}

function preferred(): string {
  return navigator.languages.map(baseOf).find(Boolean) ?? 'en'
}

/** The language of a tag such as `en-US`, if the pages have it. */
function baseOf(tag: string): string | undefined {
  const base = tag.split('-')[0] ?? ''
  return Object.hasOwn(LANGUAGES, base) ? base : undefined
}

async function load(language: string): Promise<Messages> {
  const parts = Object.entries(others).filter(([path]) => path.startsWith(`./${language}/`))
  return merged(await Promise.all(parts.map(async ([path, part]) => [path, (await part()).default] as const)))
}

/** One tree: the name of the file, then the names in it. */
function merged(parts: readonly (readonly [string, Messages])[]): Messages {
  return Object.fromEntries(
    parts.map(([path, messages]) => [path.replace(/^.*\/(.*)\.json$/, '$1'), messages]),
  )
}
