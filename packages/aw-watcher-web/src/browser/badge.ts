/** The mark on the extension's button: it says that something is wrong, and is all that does so unasked. */

import { text, type MessageKey } from '@/browser/texts'
import type { Status } from '@/domain/status'

const COLOR = '#8a4b00'

/** Show a status; `isMarked` where it is worth a mark. */
export async function showBadge(status: Status, isMarked: boolean): Promise<void> {
  const title = `${text('name')}: ${text(statusKey(status))}`
  await Promise.all([
    chrome.action.setBadgeText({ text: isMarked ? '!' : '' }),
    chrome.action.setBadgeBackgroundColor({ color: COLOR }),
    chrome.action.setTitle({ title }),
  ])
}

/** The key of the short words for a status. */
export function statusKey(status: Status): MessageKey {
  if (status.kind === 'failing') return `failing_${status.trouble}`
  return status.kind === 'paused' ? `paused_by_${status.by}` : status.kind
}
