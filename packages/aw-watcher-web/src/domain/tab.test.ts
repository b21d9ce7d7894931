import { describe, expect, it } from 'vitest'

import { describe as describeTab } from '@/domain/tab'

describe('a tab', () => {
  it('that loads its first page is recorded without the title, which tells of that page', () => {
    const tab = { id: 1, url: 'about:blank', title: 'secret.example/a', incognito: false }
    expect(describeTab(tab, 1)?.data).toMatchObject({ url: 'about:blank', title: '' })
  })

  it('whose address is not known is not recorded', () => {
    expect(describeTab({ id: 1, url: '', title: 'a', incognito: false }, 1)).toBeNull()
  })
})
