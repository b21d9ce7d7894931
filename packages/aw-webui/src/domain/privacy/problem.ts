/** What the server says is wrong with a rule: `privacy_filters, rule 0 ('bank'), pattern: expected …`. */

/** The fields of a rule that a message may name. */
const FIELDS = [
  'name',
  'description',
  'field',
  'pattern',
  'ignore_case',
  'action',
  'replacement',
  'bucket_prefix',
  'enabled',
] as const
export type RuleField = (typeof FIELDS)[number]

export interface Problem {
  /** Which rule of the list; null if it is about none. */
  index: number | null
  /** Which of its fields; null if it is about none that is known. */
  field: RuleField | null
  /** What is wrong, without the place. */
  text: string
}

/** @param nameAt the name of a rule in the list that the message is about. */
export function problemIn(message: string, nameAt: (index: number) => string): Problem {
  const place = /^privacy_filters, rule (\d+)/.exec(message)
  if (!place) return { index: null, field: null, text: message }
  const index = Number(place[1])
  // A name may have brackets and colons of its own.
  const name = nameAt(index)
  const rest = message.slice(place[0].length)
  const named = ` ('${name}')`
  const after = name && rest.startsWith(named) ? rest.slice(named.length) : rest
  const field = FIELDS.find((one) => after.startsWith(`, ${one}: `)) ?? null
  const text = after.slice(field ? field.length + 4 : 0).replace(/^[,:] /, '')
  return { index, field, text }
}
