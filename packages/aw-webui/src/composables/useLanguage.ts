/** Shows the pages in the language that is set. */

import { watch } from 'vue'

import { setLanguage } from '@/locales'
import { useSettings } from '@/stores/settings'

export function useLanguage(): void {
  const settings = useSettings()
  watch(
    () => settings.values.language,
    (language) => void setLanguage(language),
    { immediate: true },
  )
}
