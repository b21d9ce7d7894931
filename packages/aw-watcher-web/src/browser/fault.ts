/** What is wrong with `storage.local`, kept where the pages of the extension find it all the same. */

const KEY = 'fault'

/** Remember what the browser said of it; null where all is well. */
export async function noteFault(fault: string | null): Promise<void> {
  if (fault !== (await readFault())) await chrome.storage.session.set({ [KEY]: fault })
}

export async function readFault(): Promise<string | null> {
  return ((await chrome.storage.session.get(KEY))[KEY] as string | null | undefined) ?? null
}
