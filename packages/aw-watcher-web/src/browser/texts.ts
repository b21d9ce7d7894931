/** The texts of pages and badge, in the browser's language. */

import type messages from '@messages'

export type MessageKey = keyof typeof messages

export function text(key: MessageKey, ...substitutions: string[]): string {
  return chrome.i18n.getMessage(key, substitutions)
}

/** Fill every element that names its text, and say in which language they are. */
export function fillTexts(page: Document): void {
  page.documentElement.lang = text('language')
  for (const element of page.querySelectorAll<HTMLElement>('[data-text]'))
    element.textContent = text(element.dataset['text'] as MessageKey)
}
