import { domainToASCII, domainToUnicode } from 'node:url'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readableHost } from '@/domain/punycode'

describe('readableHost', () => {
  it('reads what browsers write', () => {
    const letters = fc.stringMatching(/^[a-zäöüßéжλ日本語😀]{1,20}$/u)
    fc.assert(
      fc.property(letters, (label) => {
        const host = domainToASCII(`${label}.example`)
        expect(readableHost(host)).toBe(domainToUnicode(host))
      }),
    )
  })

  it.each(['example.com', 'xn--', 'xn--!', 'xn--99999999999', '[::1]', ''])('leaves %j', (host) => {
    expect(readableHost(host)).toBe(host)
  })
})
