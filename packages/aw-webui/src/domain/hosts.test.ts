import fc from 'fast-check'
import { expect, test } from 'vitest'

import { hostsFromText, hostsToText } from '@/domain/hosts'

test('usual names stand in the address as they are', () => {
  expect(hostsToText(['laptop', 'Büro-PC.local'])).toBe('laptop,Büro-PC.local')
  expect(hostsFromText('laptop,Büro-PC.local')).toEqual(['laptop', 'Büro-PC.local'])
})

test('all devices are no names', () => {
  expect(hostsFromText('all')).toEqual([])
  expect(hostsFromText('')).toEqual([])
})

test('any names are read as they were written', () => {
  const names = fc.array(
    fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('all', 'my,host', '100%', '%2C')),
    {
      minLength: 1,
    },
  )
  const property = fc.property(names, (hosts) => {
    expect(hostsFromText(hostsToText(hosts))).toEqual(hosts)
  })
  fc.assert(property)
})

test('a sign that begins nothing stays', () => {
  expect(hostsFromText('100%,b')).toEqual(['100%', 'b'])
})
