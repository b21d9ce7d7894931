import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { AddressFilter, readPatterns, wrongPatterns } from '@/domain/addresses'
import { LONGEST_TEXT } from '@/domain/tab'

const excluded = (pattern: string, url: string) => !new AddressFilter([], [pattern]).allows(url)

describe('AddressFilter', () => {
  it.each([
    ['example.com', 'https://example.com/', true],
    ['example.com', 'http://www.EXAMPLE.com:8080/a?b', true],
    ['example.com', 'https://notexample.com/', false],
    ['example.com', 'https://other.org/?q=example.com', false],
    ['*.example.com', 'https://a.example.com/', true],
    ['example.*', 'https://example.org/', true],
    ['localhost:8080', 'http://localhost:8080/x', true],
    ['localhost:8080', 'http://localhost:9090/x', false],
    ['example.com/private', 'https://example.com/private/a', true],
    ['example.com/private', 'https://example.com/public', false],
    ['example.com/*/secret', 'https://example.com/a/b/secret?x', true],
    ['example.com/a?b', 'https://example.com/a?b=1', true],
    ['file:', 'file:///home/me/a.html', true],
    ['about:', 'about:config', true],
    ['https://example.com/a', 'https://example.com/ab', true],
    ['https://example.com/a', 'http://example.com/a', false],
    ['https://*.example.com/a', 'https://x.example.com/a', true],
    ['/bank|tax/', 'https://example.com/my-bank', true],
    ['/BANK/', 'https://example.com/bank', false],
    ['/BANK/i', 'https://example.com/bank', true],
    ['/^https:..example/', 'https://example.com/', true],
    ['bücher.example', 'http://xn--bcher-kva.example/a', true],
    ['xn--bcher-kva.example', 'http://bücher.example/a', true],
    ['b*cher.example', 'http://xn--bcher-kva.example/a', true],
    ['bü*.example', 'http://xn--bcher-kva.example/a', true],
    ['BÜCHER.example', 'http://www.xn--bcher-kva.example/a', true],
    ['/bücher/', 'http://xn--bcher-kva.example/a', true],
    ['example.com/privé', 'https://example.com/priv%C3%A9/a', true],
    ['example.com/priv%c3%a9', 'https://example.com/priv%C3%A9/a', true],
    ['example.com/privé', 'https://example.com/prive%CC%81', true],
    ['example.com/secret', 'https://example.com/%73ecret', true],
    ['/privé/', 'https://example.com/priv%C3%A9/a', true],
    ['https://example.com/privé', 'https://example.com/priv%C3%A9/a', true],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/a', true],
    ['file:///home/me/Bücher', 'file:///home/me/B%C3%BCcher/a.pdf', true],
    ['example.com/private/', 'https://example.com/private', true],
    ['example.com/private/', 'https://example.com/privateer', false],
    ['example.com', 'http://example.com./a', true],
    ['example.com.', 'http://example.com/a', true],
    ['https://example.com/', 'https://example.com./a', true],
    ['example.com', 'https://user:password@example.com/a', true],
    ['https://example.com/', 'https://user:password@example.com/a', true],
    ['https://user@example.com/', 'https://example.com/a', true],
    ['example.com:443', 'https://example.com/a', true],
    ['example.com:443', 'http://example.com/a', false],
    ['https://example.com:443/a', 'https://example.com/a', true],
    ['https://exam', 'https://example.com/', true],
    ['https://192.168.', 'https://192.168.1.2/', true],
    ['192.168.*', 'http://192.168.1.2/', true],
    ['192.168.*', 'http://192.169.1.2/', false],
    ['127.0.0.1', 'http://127.1/a', true],
    ['[::1]', 'http://[0:0:0:0:0:0:0:1]/a', true],
    ['[::1]:8080', 'http://[::1]:8080/a', true],
    ['[::1]:8080', 'http://[::1]/a', false],
    ['::1', 'http://[::1]:8080/a', true],
    ['example.com?a', 'https://example.com/?ab', true],
    ['example.com?a', 'https://example.com/b', false],
    ['*://example.com/', 'https://example.com/a', true],
    ['localhost:*', 'http://localhost:8080/x', true],
    ['localhost:*', 'http://localhost/x', true],
    ['localhost:*', 'http://example.com:8080/x', false],
    ['localhost:', 'http://localhost:8080/x', true],
    ['localhost:80*', 'http://localhost:8080/x', true],
    ['localhost:80*', 'http://localhost:9090/x', false],
    ['example.com:*', 'https://www.example.com/x', true],
    ['example.com:*/private', 'https://example.com:8443/private', true],
    ['example.com:*/private', 'https://example.com:8443/public', false],
    ['bücher.example:*', 'http://bücher.example:8080/', true],
    ['192.168.1.2:*', 'http://192.168.1.2:8080/', true],
    ['[::1]:*', 'http://[::1]:8080/', true],
    ['zotero:*', 'zotero://select/a', true],
    ['file:*', 'file:///home/me/a.html', true],
    ['.example.com', 'https://example.com/', true],
    ['.example.com', 'https://www.example.com/', true],
    ['.example.com', 'https://notexample.com/', false],
    ['*://example.com:443/', 'https://example.com/a', true],
    ['*://example.com:443/', 'http://example.com:443/a', true],
    ['*://example.com:443/', 'http://example.com/a', false],
    ['*://example.com:80/', 'http://example.com/a', true],
    ['*://example.com:80/', 'https://example.com/a', false],
    ['*://example.com:80/', 'https://example.com:80/a', true],
    ['http*://example.com:443/', 'https://example.com/a', true],
    ['https://localhost:*/', 'https://localhost:8443/a', true],
    ['https://localhost:*/', 'https://localhost/a', true],
    ['https://localhost:*', 'https://localhost/a', true],
    ['https://localhost:*', 'https://localhost.example/a', false],
    ['example.com/private', 'https://example.com//private', true],
    ['example.com/private', 'https://example.com/%2Fprivate/a', true],
    ['example.com/private', 'https://example.com/x/..%2fprivate', true],
    ['example.com/private', 'https://example.com/x/%2e/..%2f..%5cprivate?a', true],
    ['example.com/private', 'https://example.com/private%2f..%2fpublic', true],
    ['example.com/private', 'https://example.com/x?/../private', false],
    ['example.com/private/', 'https://example.com/private/x/..%2f', true],
    ['https://example.com/private', 'https://example.com//private', true],
    ['/com.private/', 'https://example.com/x/..%2fprivate', true],
    ['/priv%c3%a9/', 'https://example.com/priv%C3%A9/a', true],
    ['/priv%C3%A9/', 'https://example.com/priv%c3%a9/a', true],
    ['https://localhost?q', 'https://localhost/?q', true],
    ['localhost:0080', 'http://localhost/', true],
    ['*://*.example.com/*', 'https://example.com/', true],
    ['*://*.example.com/*', 'http://www.example.com/a', true],
    ['*://*.example.com/*', 'http://notexample.com/a', false],
    ['*://*.example.com:443/*', 'https://example.com/', true],
    ['https://.example.com/', 'https://www.example.com/', true],
    ['user@*.example.com', 'https://www.example.com/', true],
    ['secret.example', 'view-source:http://secret.example/a', true],
    ['secret.example', 'about:reader?url=http%3A%2F%2Fsecret.example%2Fa', true],
    ['secret.example/a b', 'about:reader?url=http%3A%2F%2Fsecret.example%2Fa%2520b', true],
    ['secret.example', 'about:reader?url=http%3A%2F%2Fother.example%2Fa', false],
    ['secret.example', 'about:reader', true],
    ['secret.example', 'about:blank', false],
    ['secret.example', 'data:text/html,http://secret.example/', false],
    ['secret.example', 'blob:https://secret.example/9115d58c', true],
    ['secret.example', 'blob:https://other.example/9115d58c', false],
    ['secret.example/a', 'blob:https://secret.example/9115d58c', true],
    ['https://secret.example/a', 'blob:https://secret.example/9115d58c', true],
    ['https://secret.example/a', 'blob:https://other.example/9115d58c', false],
    ['secret.example', 'blob:null/9115d58c', true],
    ['secret.example', 'filesystem:https://secret.example/temporary/a', true],
    ['secret.example', 'chrome-extension://pdfviewer/https://secret.example/a.pdf', true],
    ['secret.example', 'chrome-extension://viewer/a.html?u=secret.example/a', true],
    ['secret.example/a', 'moz-extension://viewer/a.html?n=1&u=%2F%2Fwww.secret.example%2Fa', true],
    ['secret.example', 'chrome-extension://viewer/a.html?u=//secret.example/a', true],
    ['https://secret.example/', 'chrome-extension://viewer/a.html#secret.example:443', true],
    ['secret.example', 'chrome-extension://viewer/secret.example/a', true],
    ['nas', 'chrome-extension://viewer/a.html?u=nas/a', true],
    ['secret.example', 'chrome-extension://viewer/a.html?u=other.example/secret.example', false],
    ['secret.example', 'chrome-extension://viewer/a.html?tab=1&dark', false],
    ['secret.example', 'chrome-extension://viewer/a.html', false],
    ['https://', 'chrome-extension://viewer/pages/a.html?dark', false],
    [
      'secret.example',
      'moz-extension://viewer/web/viewer.html?file=https%3A%2F%2Fsecret.example%2Fa.pdf',
      true,
    ],
    ['secret.example', 'chrome-distiller://5f/?title=A&url=https%3A%2F%2Fsecret.example%2Fa', true],
    ['secret.example', 'https://other.example/?url=https://secret.example/', false],
    ['view-source:', 'view-source:http://example.com/', true],
  ])('%s excludes %s: %s', (pattern, url, expected) => {
    expect(excluded(pattern, url)).toBe(expected)
  })

  it('records only what is included, where something is', () => {
    const filter = new AddressFilter(['example.com'], ['example.com/private'])
    expect(filter.allows('https://example.com/a')).toBe(true)
    expect(filter.allows('https://example.com/private')).toBe(false)
    expect(filter.allows('https://other.org/')).toBe(false)
  })

  it('records nothing while a pattern is wrong', () => {
    expect(new AddressFilter([], ['/(/']).allows('https://example.com/')).toBe(false)
    expect(new AddressFilter(['/[/'], []).allows('https://example.com/')).toBe(false)
  })

  it('names the wrong patterns by their lines', () => {
    expect(wrongPatterns(['example.com', '/(/', 'two words', '/path'])).toEqual([
      { line: 2, pattern: '/(/', fault: 'unclear' },
      { line: 3, pattern: 'two words', fault: 'unclear' },
      { line: 4, pattern: '/path', fault: 'unclear' },
    ])
  })

  it.each([
    'example.com:secret',
    'example.com://secret',
    '*.example.com:80x',
    'example.com:99999',
    'exa|mple*.com',
    'https:/example.com/',
    'https:///secret',
    'https://exa mple.com/',
    'https://example.com:80x/',
    'https://example.com:99999/',
    'file:/home',
    '.',
  ])('takes no pattern that fits no address: %s', (pattern) => {
    expect(wrongPatterns([pattern])).toEqual([{ line: 1, pattern, fault: 'unclear' }])
  })

  it('takes the beginning of any address', () => {
    const address = fc.constantFrom(
      'https://user@www.example.com:8443/a/b?c#d',
      'https://bücher.example/ä?ö',
      'http://192.168.1.2/',
      'http://[::1]:8080/',
      'ftp://example.com/a',
      'file:///home/me/a.html',
      'about:reader?url=https%3A%2F%2Fexample.com',
      'chrome://settings/privacy',
      'moz-extension://0b4f5a1e-77ad/options.html',
      'view-source:https://example.com/',
    )
    fc.assert(
      fc.property(
        address,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (url, to, at) => {
          const start = url.slice(0, Math.max(to, url.indexOf(':') + 1))
          const star = Math.max(at, url.indexOf('/') + 2)
          expect(wrongPatterns([start])).toEqual([])
          expect(wrongPatterns([`${start.slice(0, star)}*${start.slice(star)}`])).toEqual([])
        },
      ),
    )
  })

  it.each(['/(a+)+$/', String.raw`/\/.*\/.*\/.*\.pdf$/`, `/${'(a|aa)?'.repeat(15)}b/`])(
    'takes no expression that may search for ever: %s',
    (pattern) => {
      expect(wrongPatterns([pattern])).toEqual([{ line: 1, pattern, fault: 'slow' }])
      expect(new AddressFilter([], [pattern]).allows(`https://example.com/${'a'.repeat(45)}!`)).toBe(false)
    },
  )

  it.each(['/(bank|tax)?/', String.raw`/a\)+/`, '/[()*]+/', '/[^)]+/'])('takes %s', (pattern) => {
    expect(wrongPatterns([pattern])).toEqual([])
  })

  it('excludes, and does not include, what is too long to be searched', () => {
    const long = `https://example.com/${'a'.repeat(LONGEST_TEXT)}`
    expect(excluded('/bank/', long)).toBe(true)
    expect(excluded('example.com/*/secret', long)).toBe(true)
    expect(excluded('example.com/secret', long)).toBe(false)
    expect(excluded('https://*.org/secret', long)).toBe(true)
    expect(excluded('http://*.org/secret', long)).toBe(false)
    expect(excluded('localhost:*', long)).toBe(false)
    expect(new AddressFilter(['/example/'], []).allows(long)).toBe(false)
    expect(new AddressFilter(['example.com'], []).allows(long)).toBe(true)
  })

  it('includes a page in whatever way it is shown', () => {
    const filter = new AddressFilter(['bücher.example'], [])
    expect(filter.allows('view-source:http://xn--bcher-kva.example/a')).toBe(true)
    expect(filter.allows('about:reader?url=http%3A%2F%2Fxn--bcher-kva.example%2Fa')).toBe(true)
    expect(filter.allows('about:reader')).toBe(false)
  })

  it('excludes a page however its address is written', () => {
    const written = fc.constantFrom(
      (url: string) => url,
      (url: string) => `view-source:${url}`,
      (url: string) => `about:reader?url=${encodeURIComponent(url)}`,
      (url: string) => url.replace('://', '://user:password@'),
      (url: string) => url.replace('.example/', '.example./'),
      (url: string) => new URL(url).href,
    )
    const path = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !/[*\s\\?#%]|^\/|^\.+(?:\/|$)|\/\.+/.test(text))
    const label = fc.stringMatching(/^[a-zäöüéж]{1,9}$/)
    fc.assert(
      fc.property(label, path, written, (name, text, write) => {
        const url = write(`https://${name}.example/${text}`)
        expect(excluded(`${name}.example`, url)).toBe(true)
        expect(excluded(`${name}.example/${text}`, url)).toBe(true)
        expect(excluded(`https://${name}.example/${text}`, url)).toBe(true)
        expect(excluded(`x${name}.example/${text}`, url)).toBe(false)
      }),
    )
  })

  it('reads one pattern a line', () => {
    expect(readPatterns(' a.com \n\n b.com\r\n')).toEqual(['a.com', 'b.com'])
  })
})
