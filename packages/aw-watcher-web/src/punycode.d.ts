/** The package brings no types of its own. */
declare module 'punycode/punycode.es6.js' {
  /** Throws RangeError where a label that begins with `xn--` is no Punycode. */
  export function toUnicode(host: string): string
}
