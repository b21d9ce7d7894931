/** Names of hosts as people read them: browsers give `xn--bcher-kva.example` for `bücher.example`, and have no way back. */

const PREFIX = 'xn--'
const BASE = 36
const LOWEST = 1
const HIGHEST = 26
const FIRST_BIAS = 72
const FIRST_CODE = 128

/** A host in lower case with every label readable; a label that is no Punycode stays as it is. */
export function readableHost(host: string): string {
  return host
    .split('.')
    .map((label) => (label.startsWith(PREFIX) ? decode(label.slice(PREFIX.length)) || label : label))
    .join('.')
}

/** RFC 3492, section 6.2; null where the text is not of that form. */
function decode(text: string): string | null {
  const end = text.lastIndexOf('-')
  const codes = [...text.slice(0, Math.max(end, 0))].map((character) => character.charCodeAt(0))
  let [at, code, bias, index] = [end + 1, FIRST_CODE, FIRST_BIAS, 0]
  while (at < text.length) {
    const before = index
    for (let [weight, threshold] = [1, BASE]; ; threshold += BASE) {
      const digit = digitOf(text.charAt(at++))
      if (digit === null) return null
      index += digit * weight
      const limit = Math.min(HIGHEST, Math.max(LOWEST, threshold - bias))
      if (digit < limit) break
      weight *= BASE - limit
    }
    const length = codes.length + 1
    bias = adapt(index - before, length, before === 0)
    code += Math.floor(index / length)
    index %= length
    if (code > 0x10_ffff) return null
    codes.splice(index++, 0, code)
  }
  return String.fromCodePoint(...codes)
}

/** RFC 3492, section 6.1. */
function adapt(delta: number, length: number, isFirst: boolean): number {
  let left = Math.floor(delta / (isFirst ? 700 : 2))
  left += Math.floor(left / length)
  let bias = 0
  for (; left > ((BASE - LOWEST) * HIGHEST) / 2; bias += BASE) left = Math.floor(left / (BASE - LOWEST))
  return bias + Math.floor(((BASE - LOWEST + 1) * left) / (left + 38))
}

function digitOf(character: string): number | null {
  if (/^[a-z]$/.test(character)) return character.charCodeAt(0) - 97
  return /^\d$/.test(character) ? Number(character) + 26 : null
}
