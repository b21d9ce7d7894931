/** Privacy rules, and what they change, in words. */

import { useI18n } from 'vue-i18n'

import { type Amount, type Effect, sumOf } from '@/domain/privacy/effect'
import { draftOf, type RuleDraft, type RuleEntry } from '@/domain/privacy/rule'
import { formatDuration } from '@/domain/time/format'
import { useSettings } from '@/stores/settings'

export function usePrivacyWords() {
  const { t, te } = useI18n()
  const settings = useSettings()

  /** `1,204 events, 3 h 10 min`. */
  function amountText({ events, seconds }: Amount): string {
    const count = new Intl.NumberFormat(settings.place.locale).format(events)
    return t('privacy.amount', { count, time: formatDuration(seconds) }, events)
  }

  function effectText(effect: Effect): string {
    const { changed, dropped } = effect
    if (changed.events && dropped.events)
      return t('privacy.effect.both', { changed: amountText(changed), dropped: amountText(dropped) })
    if (dropped.events) return t('privacy.effect.dropped', { dropped: amountText(dropped) })
    if (changed.events) return t('privacy.effect.changed', { changed: amountText(sumOf(effect)) })
    return t('privacy.effect.none')
  }

  /** What a rule does, in a sentence. */
  function ruleText(draft: RuleDraft): string {
    const place = t(`privacy.where.${draft.place}`, { field: draft.field })
    const values = { place, text: draft.text, replacement: draft.replacement }
    const what = t(`privacy.says.${draft.action}.${draft.isRegex ? 'regex' : 'plain'}`, values)
    return draft.bucketPrefix ? `${what} ${t('privacy.says.in', { prefix: draft.bucketPrefix })}` : what
  }

  /** What a rule is called, its text if it has no name. */
  function ruleName(entry: RuleEntry): string {
    const draft = draftOf(entry)
    return String(entry['name'] ?? '') || (draft?.text ?? JSON.stringify(entry))
  }

  /** What a default rule does; in the server's words where we have none. */
  function defaultText(name: string, description: string): string {
    const key = `privacy.defaults.${name}`
    return te(key) ? t(key) : description
  }

  return { amountText, effectText, ruleText, ruleName, defaultText }
}
