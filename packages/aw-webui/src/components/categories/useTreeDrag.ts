/** Dragging rows of the tree: onto another to stand below it, between two to stand there. */

import { computed, ref } from 'vue'

import { type DropZone, placeForZone, zoneAt } from '@/domain/categories/rows'
import type { Entry, Place } from '@/domain/categories/tree'

type Listeners = Record<string, (event: DragEvent) => void>

export function useTreeDrag(drop: (id: number, place: Place) => void) {
  const dragged = ref<number | null>(null)
  const over = ref<{ id: number; zone: DropZone } | null>(null)

  function end(): void {
    dragged.value = null
    over.value = null
  }

  function finish(event: DragEvent, place: Place): void {
    event.preventDefault()
    const id = dragged.value
    end()
    if (id !== null) drop(id, place)
  }

  function handlersOf(entry: Entry): Listeners {
    return {
      dragstart: ({ dataTransfer }) => {
        dragged.value = entry.id
        // Without data Firefox starts no drag.
        dataTransfer?.setData('text/plain', entry.name.join(' > '))
      },
      dragover: (event) => {
        if (dragged.value === null || dragged.value === entry.id) return
        event.preventDefault()
        over.value = { id: entry.id, zone: zoneOf(event) }
      },
      dragleave: () => {
        if (over.value?.id === entry.id) over.value = null
      },
      drop: (event) => finish(event, placeForZone(zoneOf(event), entry)),
      dragend: end,
    }
  }

  const topHandlers: Listeners = {
    dragover: (event) => event.preventDefault(),
    drop: (event) => finish(event, { parent: [] }),
  }

  function classOf(id: number): string[] {
    const zone = over.value?.id === id ? [over.value.zone] : []
    return dragged.value === id ? [...zone, 'dragged'] : zone
  }

  return { isDragging: computed(() => dragged.value !== null), handlersOf, topHandlers, classOf }
}

function zoneOf({ currentTarget, clientY }: DragEvent): DropZone {
  if (!(currentTarget instanceof HTMLElement)) return 'into'
  const { top, height } = currentTarget.getBoundingClientRect()
  return zoneAt((clientY - top) / height)
}
