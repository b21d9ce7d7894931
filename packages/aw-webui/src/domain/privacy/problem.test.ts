import { expect, it } from 'vitest'

import { problemIn } from '@/domain/privacy/problem'

it('is at the rule and the field that the server names', () => {
  expect(problemIn('privacy_filters, rule 2, pattern: expected a text, got 1', () => '')).toEqual({
    index: 2,
    field: 'pattern',
    text: 'expected a text, got 1',
  })
})

it('is read whatever the rule is called', () => {
  const name = "x'), pattern: (y"
  const message = `privacy_filters, rule 0 ('${name}'), replacement: expected a group`
  expect(problemIn(message, () => name)).toEqual({
    index: 0,
    field: 'replacement',
    text: 'expected a group',
  })
})

it('says all that is not about a field or a rule', () => {
  expect(problemIn('privacy_filters, rule 1: expected an object, got 3', () => '')).toEqual({
    index: 1,
    field: null,
    text: 'expected an object, got 3',
  })
  expect(problemIn('privacy_filters: expected a list of rules, got 3', () => '')).toEqual({
    index: null,
    field: null,
    text: 'privacy_filters: expected a list of rules, got 3',
  })
  expect(problemIn('privacy_filters, rule 1, patern: expected `pattern`, got this name', () => '').text).toBe(
    'patern: expected `pattern`, got this name',
  )
})
