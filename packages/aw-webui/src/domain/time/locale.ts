/** How a language is written in the place where the browser is. */

/**
 * The browser's own variant of the language that is set: `en-GB` where English is set and the browser prefers that;
 * undefined, which is the browser's own, where none is set.
 */
export function localeFor(language: string, preferred: readonly string[]): string | undefined {
  if (!language) return undefined
  const same = preferred.filter((tag) => tag === language || tag.startsWith(`${language}-`))
  return same.find((tag) => tag !== language) ?? language
}
