import fc from 'fast-check'
import { expect, it } from 'vitest'

import { identityOf, valueOfIdentity } from '@/domain/events/identity'

it('keeps every value that JSON has, and none at all', () => {
  fc.assert(
    fc.property(fc.option(fc.jsonValue(), { nil: undefined }), (value) => {
      expect(valueOfIdentity(identityOf(value))).toEqual(
        value === undefined ? value : JSON.parse(JSON.stringify(value)),
      )
    }),
  )
})

it('tells apart what looks alike', () => {
  const alike = [undefined, null, '', 5, '5', 'null', true, 'true', [], '[]']
  expect(new Set(alike.map(identityOf)).size).toBe(alike.length)
})
