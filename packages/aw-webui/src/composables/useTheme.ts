/** Light or dark: as set, or as the desktop has it. */

import { usePreferredDark } from '@vueuse/core'
import { computed, watchEffect } from 'vue'

import { useSettings } from '@/stores/settings'

export function useTheme() {
  const settings = useSettings()
  const prefersDark = usePreferredDark()
  const isDark = computed(() =>
    settings.values.theme === 'auto' ? prefersDark.value : settings.values.theme === 'dark',
  )
  watchEffect(() => {
    document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light'
  })
  const toggle = () => settings.save('theme', isDark.value ? 'light' : 'dark')
  return { isDark, toggle }
}
