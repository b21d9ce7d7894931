/** Exports: one at a time, with how far it is and a way to end it. */

import { computed, onScopeDispose, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { countEvents, exportAll, exportBucket, type Transfer } from '@/api'
import { getEventPage } from '@/api/pages'
import type { Cursor } from '@/domain/raw/paging'
import { EventsCsv } from '@/domain/transfer/eventscsv'
import { saveFile } from '@/composables/saveFile'
import { useNotices } from '@/stores/notices'

/** Events in a piece of a CSV file. */
const PAGE = 10_000

export interface ExportState {
  name: string
  /** The whole of it, where the browser may not have let the page save it unasked. */
  file?: Blob
  bytes: number | null
  /** 0 to 1; null if nobody knows. */
  share: number | null
}

export function useExport() {
  const { t } = useI18n()
  const notices = useNotices()
  const state = shallowRef<ExportState | null>(null)
  let controller: AbortController | null = null
  onScopeDispose(() => controller?.abort())

  async function run(name: string, make: (transfer: Transfer) => Promise<Blob>): Promise<void> {
    controller?.abort()
    const own = (controller = new AbortController())
    state.value = { name, bytes: 0, share: null }
    const onProgress = (bytes: number, total: number | null) => {
      if (controller === own) state.value = { name, bytes, share: total ? bytes / total : null }
    }
    let file: Blob | null = null
    try {
      file = await make({ signal: own.signal, onProgress })
      finish(name, file)
    } catch (error) {
      if (!own.signal.aborted) notices.fail(error)
    }
    if (controller === own)
      state.value = file && !isAsked() ? { name, bytes: file.size, share: 1, file } : null
  }

  function finish(name: string, file: Blob): void {
    saveFile(name, file)
    if (isAsked()) notices.show(t('raw.export.done', { name }))
  }

  async function csvOf(bucketId: string, name: string, { signal }: Transfer): Promise<Blob> {
    const count = await countEvents(bucketId, { signal })
    const table = new EventsCsv()
    let cursor: Cursor | null = null
    let done = 0
    do {
      const { events, next } = await getEventPage(bucketId, {}, cursor, PAGE, signal)
      table.add(events)
      done += events.length
      state.value = { name, bytes: null, share: Math.min(1, done / Math.max(1, count)) }
      cursor = next
    } while (cursor)
    return new Blob(table.parts(), { type: 'text/csv' })
  }

  return {
    state: computed(() => state.value),
    cancel: () => {
      controller?.abort()
      state.value = null
    },
    all: () => run('aw-buckets-export.json', exportAll),
    json: (id: string) => run(`aw-bucket-export_${id}.json`, (transfer) => exportBucket(id, transfer)),
    csv: (id: string) => {
      const name = `aw-bucket-export_${id}.csv`
      return run(name, (transfer) => csvOf(id, name, transfer))
    },
  }
}

/** Long after the person asked for it, browsers save a first file, but not a second one, without asking. */
function isAsked(): boolean {
  const { userActivation } = navigator as Partial<Navigator>
  return userActivation?.isActive !== false
}

export type Exports = ReturnType<typeof useExport>
