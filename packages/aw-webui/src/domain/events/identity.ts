/** Values of events' data told apart: the number 5, the text "5", null, an empty text and none at all are five things. */

/** A text that no other value has; undefined, for a missing key, is a value too. */
export function identityOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value)
}

/** The value of a text that `identityOf` gave. */
export function valueOfIdentity(identity: string): unknown {
  return identity ? JSON.parse(identity) : undefined
}
