/** The browser's permission to reach the server. */

import { serverAddress, type Settings } from '@/domain/settings'

/** Firefox asks the server instead, which lets its extensions in (CORS). */
function needsPermission(): boolean {
  return !chrome.runtime.getURL('').startsWith('moz-extension:')
}

function origins(settings: Settings): chrome.permissions.Permissions {
  return { origins: [`${serverAddress(settings)}/*`] }
}

export async function mayReach(settings: Settings): Promise<boolean> {
  return !needsPermission() || (await chrome.permissions.contains(origins(settings)))
}

/** Ask the user, where that is needed; only in answer to a click. The answer is whether it is allowed. */
export async function askToReach(settings: Settings): Promise<boolean> {
  return !needsPermission() || (await chrome.permissions.request(origins(settings)))
}
