/** Shows where in a text an error is. */

export interface ErrorPlace {
  /** Both from 1. */
  line: number
  column: number
  /** The line, and below it a caret under the place. */
  picture: string
}

/** @param place in UTF-16 units. */
export function errorPlace(text: string, place: number): ErrorPlace {
  const before = text.slice(0, place).split('\n')
  const line = before.length
  const start = before.at(-1) ?? ''
  const whole = text.split('\n')[line - 1] ?? ''
  // Tabs stay, so that the caret stands under its place.
  const indent = start.replaceAll(/[^\t]/g, ' ')
  return { line, column: Array.from(start).length + 1, picture: `${whole}\n${indent}^` }
}
