/** What categories are called, in the person's language. */

import { useI18n } from 'vue-i18n'

import { isUncategorized, pathOf } from '@/domain/categories/category'

export function useCategoryNames() {
  const { t } = useI18n()
  /** The last part of its path. */
  function shortName(name: readonly string[]): string {
    return isUncategorized(name) ? t('common.uncategorized') : (name.at(-1) ?? '')
  }
  /** The whole path. */
  function fullName(name: readonly string[]): string {
    return isUncategorized(name) ? t('common.uncategorized') : pathOf(name)
  }
  return { shortName, fullName }
}
