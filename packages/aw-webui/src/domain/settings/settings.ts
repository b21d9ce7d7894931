/** What a person can set, under the names that front ends share on the server. */

import type { Calendar, Weekday } from '@/domain/time/calendar'
import { localZone } from '@/domain/time/calendar'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What is shown where nothing is set. */
export const DEFAULTS = {
  startOfDay: '04:00',
  startOfWeek: 'Monday',
  landingpage: '/activity',
  theme: 'auto' as Theme,
  /** Empty: the browser's. */
  language: '',
  /** IANA name; empty: the browser's. */
  timezone: '',
  always_active_pattern: '',
}

export type Settings = typeof DEFAULTS
export type SettingName = keyof Settings

const WEEKDAYS: Record<string, Weekday> = { Monday: 1, Saturday: 6, Sunday: 7 }
export const WEEK_STARTS: readonly string[] = Object.keys(WEEKDAYS)

/** The settings in what the server keeps; where it keeps none, or one of another kind, the default. */
export function readSettings(stored: Readonly<Record<string, unknown>>): Settings {
  const settings = { ...DEFAULTS }
  for (const name of Object.keys(DEFAULTS) as SettingName[]) {
    const value = stored[name]
    if (typeof value === 'string' && isValid(name, value)) Object.assign(settings, { [name]: value })
  }
  return { ...settings, language: canonicalLanguage(settings.language) }
}

/** A tag as the browser takes it, `en-US` for `en_US`; empty, which is the browser's language, for what is none. */
export function canonicalLanguage(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-') || [])[0] ?? ''
  } catch {
    return ''
  }
}

function isValid(name: SettingName, value: string): boolean {
  if (name === 'startOfDay') return /^([01]\d|2[0-3]):[0-5]\d$/.test(value)
  if (name === 'startOfWeek') return Object.hasOwn(WEEKDAYS, value)
  if (name === 'theme') return (THEMES as readonly string[]).includes(value)
  if (name === 'timezone') return value === '' || isZone(value)
  return true
}

/** Whether the browser knows a time zone of that name. */
export function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** The calendar that the settings describe. */
export function calendarOf(settings: Settings): Calendar {
  return {
    zone: settings.timezone || localZone(),
    startOfDay: settings.startOfDay,
    startOfWeek: WEEKDAYS[settings.startOfWeek] ?? 1,
  }
}
