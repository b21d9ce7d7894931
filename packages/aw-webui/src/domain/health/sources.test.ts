import { describe, expect, it } from 'vitest'

import { devicesOf } from '@/domain/devices'
import type { AwEvent, Bucket } from '@/domain/events/event'
import type { HeardSource } from '@/domain/health/heard'
import { silentHost, stoppedSources, stoppedWatchers, suspectsOf } from '@/domain/health/sources'

const NOW = Date.parse('2025-06-10T12:00:00Z')
const MINUTE = 60_000

function bucket(id: string, type: string, silentMinutes: number | null, hostname = 'desk'): Bucket {
  const end = silentMinutes === null ? null : new Date(NOW - silentMinutes * MINUTE).toISOString()
  const client = id.split('_')[0] ?? id
  return { id: `${id}_${hostname}`, type, client, hostname, last_updated: end }
}
const windows = (silent: number | null, host?: string) =>
  bucket('aw-watcher-window', 'currentwindow', silent, host)
const afk = (silent: number | null, host?: string) => bucket('aw-watcher-afk', 'afkstatus', silent, host)
const firefox = (silent: number | null) => bucket('aw-watcher-web-firefox', 'web.tab.current', silent)
const vscode = (silent: number | null) => bucket('aw-watcher-vscode', 'app.editor.activity', silent)

function inFront(app: string, fromMinutes: number, forMinutes: number): AwEvent {
  const timestamp = new Date(NOW - fromMinutes * MINUTE).toISOString()
  return { timestamp, duration: forMinutes * 60, data: { app, title: '' } }
}

function suspects(...buckets: Bucket[]) {
  return devicesOf(buckets).flatMap((device) => suspectsOf(device, NOW))
}

describe('stoppedWatchers', () => {
  const found = (...buckets: Bucket[]) => stoppedWatchers(devicesOf(buckets), NOW)

  it('finds nothing while all report', () => {
    expect(found(windows(0), afk(1))).toEqual([])
  })

  it('names a watcher that stopped while another goes on, and since when', () => {
    expect(found(windows(40), afk(0))).toEqual([
      {
        key: `aw-watcher-window_desk ${NOW - 40 * MINUTE}`,
        kind: 'window',
        bucketId: 'aw-watcher-window_desk',
        client: 'aw-watcher-window',
        hostname: 'desk',
        since: NOW - 40 * MINUTE,
        missedSeconds: null,
        heard: null,
      },
    ])
    expect(found(windows(0), afk(11)).map(({ kind }) => kind)).toEqual(['afk'])
  })

  it('says nothing of a short silence', () => {
    expect(found(windows(9), afk(0))).toEqual([])
  })

  it('says nothing of a device that is off', () => {
    expect(found(windows(600), afk(600))).toEqual([])
  })

  it('does not take the sources of another device as a sign that a device is on', () => {
    expect(found(windows(600), afk(600), windows(0, 'laptop'), afk(0, 'laptop'))).toEqual([])
  })

  it('does not take an event in the future as a sign that a device is on', () => {
    expect(found(windows(60), afk(-60))).toEqual([])
  })

  it('says nothing of a source that never reported or is not used any more', () => {
    expect(found(windows(null), afk(0))).toEqual([])
    expect(found(windows(20 * 24 * 60), afk(0))).toEqual([])
  })
})

/** What the server says of a watcher that looked so many minutes ago. */
function heard(state: string, minutes: number, more: Partial<HeardSource> = {}): HeardSource {
  const then = new Date(NOW - minutes * MINUTE).toISOString()
  const said = { newest: then, sensed: then, backend: 'x11', version: null, reason: null }
  return { state, since: state === 'recording' ? null : then, ...said, ...more }
}

describe('watchers that say when they look', () => {
  const WINDOW = 'aw-watcher-window_desk'
  const AFK = 'aw-watcher-afk_desk'
  function found(sources: Record<string, HeardSource>, hostname: string, ...buckets: Bucket[]) {
    const devices = devicesOf(buckets)
    const known = { sources, hostname }
    return [...stoppedWatchers(devices, NOW, known), ...silentHost(devices, NOW, known)]
  }

  it('are never called silent while they look, whatever there is to record', () => {
    const alive = { [AFK]: heard('quiet', 0.5), [WINDOW]: heard('recording', 0.5) }
    expect(found(alive, 'desk', windows(0), afk(300))).toEqual([])
    expect(found({ [AFK]: heard('quiet', 0.5) }, 'desk', afk(300))).toEqual([])
  })

  it('prove that their device is on', () => {
    const quiet = { [AFK]: heard('quiet', 0.5) }
    expect(found(quiet, 'other', windows(40), afk(300)).map(({ kind }) => kind)).toEqual(['window'])
  })

  it('are named two minutes after their process died, with how they sensed', () => {
    const dead = heard('silent', 2.1)
    expect(found({ [WINDOW]: dead }, 'other', windows(2.1), afk(0))).toMatchObject([
      { kind: 'window', bucketId: WINDOW, since: NOW - 2.1 * MINUTE, heard: dead },
    ])
  })

  it('are named with the reason that they gave', () => {
    const ended = heard('ended', 3, { reason: 'the X display is gone' })
    expect(found({ [AFK]: ended }, 'other', windows(0), afk(3))).toMatchObject([
      { kind: 'afk', heard: ended },
    ])
  })

  it('are each named on the device of the server, which is on', () => {
    const sources = { [WINDOW]: heard('silent', 3), [AFK]: heard('ended', 3, { reason: 'stopped' }) }
    expect(found(sources, 'desk', windows(3), afk(3)).map(({ kind }) => kind)).toEqual(['window', 'afk'])
    expect(found(sources, 'other', windows(6), afk(6))).toEqual([])
  })

  it('are not named while they may still be heard, or when they are used no more', () => {
    expect(found({ [WINDOW]: heard('waiting', 600) }, 'desk', windows(600))).toEqual([])
    expect(found({ [WINDOW]: heard('ended', 15 * 24 * 60) }, 'desk', windows(15 * 24 * 60))).toEqual([])
  })

  it('have the same trouble at each start if they never recorded anything', () => {
    const unable = (minutes: number) =>
      heard('ended', minutes, { newest: null, sensed: null, reason: 'cannot watch here' })
    const [first] = found({ [WINDOW]: unable(5) }, 'desk', windows(null))
    const [second] = found({ [WINDOW]: unable(0) }, 'desk', windows(null))
    expect(first?.key).toBe(second?.key)
    expect(first?.key).toContain('cannot watch here')
  })

  it('keep a browser that says that it works from being suspected', () => {
    const [device] = devicesOf([windows(0), afk(0), firefox(60)])
    const sources = { 'aw-watcher-web-firefox_desk': heard('quiet', 0.5) }
    expect(device && suspectsOf(device, NOW, { sources, hostname: '' })).toEqual([])
  })
})

describe('a browser that was used without a word from its extension', () => {
  const FIREFOX = 'aw-watcher-web-firefox_desk'
  function found(said: HeardSource) {
    const known = { sources: { [FIREFOX]: said }, hostname: 'desk' }
    const suspects = devicesOf([windows(0), afk(0), firefox(45)]).flatMap((one) =>
      suspectsOf(one, NOW, known),
    )
    return stoppedSources(suspects, [inFront('Firefox', 30, 12)])
  }

  it('is named with the reason that the extension gave', () => {
    const ended = heard('ended', 45, { reason: 'it is paused by the menu of its button' })
    expect(found(ended)).toMatchObject([{ bucketId: FIREFOX, heard: ended }])
  })

  it('is named without one where the extension gave none', () => {
    expect(found(heard('unknown', 45))).toMatchObject([{ bucketId: FIREFOX, heard: null }])
  })
})

describe('silentHost', () => {
  const found = (...buckets: Bucket[]) =>
    silentHost(devicesOf(buckets), NOW, { sources: {}, hostname: 'desk' })

  it('tells since when nothing comes from the device that the server runs on', () => {
    expect(found(windows(180), afk(178))).toMatchObject([
      {
        kind: 'silent',
        hostname: 'desk',
        since: NOW - 178 * MINUTE,
        key: `silent desk ${NOW - 178 * MINUTE}`,
      },
    ])
  })

  it('tells of the only watcher that it has', () => {
    expect(found(windows(11))).toMatchObject([{ kind: 'silent' }])
    expect(found(afk(11))).toMatchObject([{ kind: 'silent' }])
    expect(found(windows(11), afk(null))).toMatchObject([{ kind: 'silent' }])
  })

  it('says nothing while one of them reports, or after a short silence', () => {
    expect(found(windows(180), afk(1))).toEqual([])
    expect(found(windows(180), afk(9))).toEqual([])
    expect(found(windows(10))).toEqual([])
  })

  it('leaves it to stoppedWatchers where that names them', () => {
    expect(found(windows(180), afk(180), firefox(1))).toEqual([])
  })

  it('says nothing of other devices, which may be off', () => {
    expect(found(windows(180, 'laptop'), afk(180, 'laptop'))).toEqual([])
  })

  it('says nothing of a server that has no watchers, never had any, or has them no more', () => {
    expect(found()).toEqual([])
    expect(found(firefox(180))).toEqual([])
    expect(found(windows(null), afk(null))).toEqual([])
    expect(found(windows(20 * 24 * 60), afk(20 * 24 * 60))).toEqual([])
  })
})

describe('stoppedSources', () => {
  it('finds a browser that was used without a word from its extension', () => {
    const events = [inFront('Firefox', 30, 12), inFront('Code', 18, 18)]
    expect(stoppedSources(suspects(windows(0), afk(0), firefox(45)), events)).toMatchObject([
      { kind: 'browser', bucketId: 'aw-watcher-web-firefox_desk', missedSeconds: 12 * 60 },
    ])
  })

  it('counts only what came after the last report', () => {
    const events = [inFront('Firefox', 60, 31)]
    expect(stoppedSources(suspects(windows(0), afk(0), firefox(31)), events)).toEqual([])
    expect(stoppedSources(suspects(windows(0), afk(0), firefox(41)), events)).toMatchObject([
      { missedSeconds: 12 * 60 },
    ])
  })

  it('says nothing of a browser that was not in front', () => {
    expect(stoppedSources(suspects(windows(0), afk(0), firefox(300)), [inFront('Code', 60, 60)])).toEqual([])
  })

  it('gives an editor more time, as reading reports nothing', () => {
    const all = [windows(0), afk(0), vscode(55)]
    expect(stoppedSources(suspects(...all), [inFront('Code', 50, 15)])).toEqual([])
    expect(stoppedSources(suspects(...all), [inFront('Code', 50, 25)])).toMatchObject([{ kind: 'editor' }])
  })
})

describe('suspectsOf', () => {
  it('suspects no source that reports', () => {
    expect(suspects(windows(0), afk(0), firefox(5), vscode(5))).toEqual([])
  })

  it('suspects none while it is not known what is in front', () => {
    expect(suspects(windows(60), afk(0), firefox(60))).toEqual([])
  })

  it('leaves out an editor that has no window of its own', () => {
    expect(suspects(windows(0), afk(0), bucket('aw-watcher-kakoune', 'app.editor.activity', 60))).toEqual([])
  })

  it('leaves out names that another source which reports goes by', () => {
    const brave = bucket('aw-watcher-web-brave', 'web.tab.current', 1)
    const [chrome] = suspects(
      windows(0),
      afk(0),
      brave,
      bucket('aw-watcher-web-chrome', 'web.tab.current', 60),
    )
    expect(chrome?.apps).toContain('Google-chrome')
    expect(chrome?.apps).not.toContain('Brave-browser')
  })
})
