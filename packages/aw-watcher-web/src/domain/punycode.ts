/** Names of hosts as people read them: browsers give `xn--bcher-kva.example` for `bücher.example`, and have no way back. */

import { toUnicode } from 'punycode/punycode.es6.js'

/** A host in lower case with every label readable; a label that is no Punycode stays as it is. */
export function readableHost(host: string): string {
  return host.split('.').map(readable).join('.')
}

function readable(label: string): string {
  try {
    return toUnicode(label) || label
  } catch {
    return label
  }
}
