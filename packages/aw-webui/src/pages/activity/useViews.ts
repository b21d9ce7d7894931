/** The person's views: which is shown, kept in the address, and changing them. */

import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'

import {
  changed,
  DEFAULT_VIEWS,
  keptViews,
  readViews,
  type View,
  withoutView,
  withView,
} from '@/domain/views/view'
import { useNotices } from '@/stores/notices'
import { useSettings } from '@/stores/settings'

export function useViews() {
  const settings = useSettings()
  const notices = useNotices()
  const route = useRoute()
  const router = useRouter()
  const { t } = useI18n()

  const views = computed(() => readViews(settings.stored['views']))
  const wanted = computed(() => String(route.query['view'] ?? route.params['view'] ?? ''))
  const current = computed<View | undefined>(
    () => views.value.find(({ id }) => id === wanted.value) ?? views.value[0],
  )
  /** The address names a view that there is not, such as one that was removed. */
  const isMissing = computed(() => Boolean(wanted.value) && current.value?.id !== wanted.value)

  function choose(id: string): void {
    const isFirst = id === views.value[0]?.id
    void router.replace({
      params: { ...route.params, view: undefined },
      query: { ...route.query, view: isFirst || !id ? undefined : id },
    })
  }

  async function save(edit: (all: readonly View[]) => readonly View[], said = ''): Promise<void> {
    try {
      const undo = await settings.update('views', (stored) => keptViews(stored, edit(readViews(stored))))
      if (said) notices.show(said, { undo })
    } catch (error) {
      notices.fail(error)
    }
  }
  function change(edit: (view: View) => View, said = ''): void {
    const id = current.value?.id
    if (id !== undefined) void save((all) => changed(all, id, edit), said)
  }
  async function add(name: string): Promise<void> {
    await save((all) => withView(all, name))
    const added = views.value.at(-1)
    if (added) choose(added.id)
  }
  function remove(): void {
    const { id, name } = current.value ?? {}
    if (id === undefined) return
    void save((all) => withoutView(all, id), t('activity.views.removed', { name }))
    choose('')
  }
  function restore(): void {
    void save(() => DEFAULT_VIEWS, t('activity.views.restored'))
    choose('')
  }

  /** The views that are there from the start have names in every language, until they are renamed. */
  function nameOf({ id, name }: View): string {
    const usual = DEFAULT_VIEWS.find((one) => one.id === id)
    return usual?.name === name ? t(`activity.views.usual.${id}`) : name
  }
  return { views, current, isMissing, choose, change, add, remove, restore, nameOf }
}
