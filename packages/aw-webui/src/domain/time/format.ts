/** Times as people read them. */

import { clockAt } from '@/domain/time/calendar'

/** `6 h 12 min`, `41 min`, `8 s`; whole units, rounded to the smallest one shown. */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? '−' : ''
  const whole = Math.round(Math.abs(seconds))
  if (whole < 60) return `${whole ? sign : ''}${whole} s`
  const minutes = Math.round(whole / 60)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (!hours) return `${sign}${rest} min`
  return rest ? `${sign}${hours} h ${rest} min` : `${sign}${hours} h`
}

/** With seconds, for single events: `1 h 02 min 08 s`, `3 min 05 s`, `0.4 s`, or `0,4 s` as the locale has it. */
export function formatExactDuration(seconds: number, locale: string | undefined): string {
  const tenths = Math.round(seconds * 10)
  if (tenths < 600) return `${formatNumber(tenths / 10, locale)} s`
  const whole = Math.round(seconds)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const rest = `${twoDigits(whole % 60)} s`
  return hours ? `${hours} h ${twoDigits(minutes)} min ${rest}` : `${minutes} min ${rest}`
}

/** With as many decimals as are said, at most; a point or a comma as the locale has it. */
export function formatNumber(
  value: number,
  locale: string | undefined,
  decimals = 1,
  isFixed = false,
): string {
  return new Intl.NumberFormat(locale, {
    maximumFractionDigits: decimals,
    minimumFractionDigits: isFixed ? decimals : 0,
    useGrouping: false,
  }).format(value)
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** A share of a whole: `12 %`, `< 1 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return '–'
  const percent = (part / whole) * 100
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`
}

export interface Place {
  /** BCP 47, or several by preference; the browser's own if empty. */
  locale?: string | undefined
  /** IANA name of the time zone. */
  zone: string
}

/** Hours and minutes, 12 or 24 hours as the place has it. */
export function formatTime(moment: number, { locale, zone }: Place): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
    moment,
  )
}

export function formatTimeWithSeconds(moment: number, { locale, zone }: Place): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, timeStyle: 'medium' }).format(moment)
}

/** `10 Jun, 09:02:17`: to the second, with as much of the date as the style has. */
export function formatMoment(moment: number, place: Place, style: Intl.DateTimeFormatOptions): string {
  return `${formatDate(moment, place, style)}, ${formatTimeWithSeconds(moment, place)}`
}

export function formatDate(
  moment: number,
  { locale, zone }: Place,
  style: Intl.DateTimeFormatOptions = DATE,
): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, ...style }).format(moment)
}

export function formatDateTime(moment: number, { locale, zone }: Place): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(
    moment,
  )
}

const DATE: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }

/** The hour of the clock, 0 to 23. */
export function hourAt(moment: number, zone: string): number {
  return clockAt(moment, zone).hour
}
