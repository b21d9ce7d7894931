/** Exports and imports: long transfers that tell how far they are. */

import { addressOf, ApiError, errorOf, headers, reach, readJson } from '@/api/http'

export interface Transfer {
  signal?: AbortSignal | undefined
  /** Told bytes so far, and how many there will be; null where nobody knows. */
  onProgress?: (bytes: number, total: number | null) => void
}

/** All buckets with all their events, as a file. */
export function exportAll(transfer: Transfer = {}): Promise<Blob> {
  return download('export', transfer)
}

/** One bucket with all its events, as a file. */
export function exportBucket(bucketId: string, transfer: Transfer = {}): Promise<Blob> {
  return download(`buckets/${encodeURIComponent(bucketId)}/export`, transfer)
}

async function download(path: string, { signal, onProgress }: Transfer): Promise<Blob> {
  const response = await reach(addressOf(path), { headers: headers(), signal: signal ?? null })
  if (!response.ok || !response.body) throw errorOf(response, readJson(await response.text()))
  const total = Number(response.headers.get('Content-Length')) || null
  const file = new FileParts()
  for await (const bytes of chunksOf(response.body)) {
    file.add(bytes)
    onProgress?.(file.size, total)
  }
  return file.whole()
}

/** As not every browser can go through a stream itself. */
async function* chunksOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

/** As a blob a part may lie on the disk; as an array all of them would stay in memory. */
class FileParts {
  static readonly #PART = 4_000_000
  readonly #parts: Blob[] = []
  #pending: Uint8Array<ArrayBuffer>[] = []
  #pendingSize = 0
  size = 0

  add(bytes: Uint8Array<ArrayBuffer>): void {
    this.#pending.push(bytes)
    this.#pendingSize += bytes.byteLength
    this.size += bytes.byteLength
    if (this.#pendingSize >= FileParts.#PART) this.#flush()
  }

  whole(): Blob {
    this.#flush()
    return new Blob(this.#parts, { type: 'application/json' })
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#pending))
    this.#pending = []
    this.#pendingSize = 0
  }
}

/**
 * Import an export: how many events were new, by bucket.
 *
 * By XMLHttpRequest, as `fetch` does not tell how much of a file is sent.
 */
export function importFile(
  file: Blob,
  { signal, onProgress }: Transfer = {},
): Promise<Record<string, number>> {
  return new Promise((resolve, reject) => {
    const upload = new XMLHttpRequest()
    upload.open('POST', addressOf('import'))
    for (const [name, value] of Object.entries(headers())) upload.setRequestHeader(name, value)
    upload.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded, total)
    upload.onload = () => {
      const body = readJson(upload.responseText)
      if (upload.status === 200) resolve((body as { buckets: Record<string, number> }).buckets)
      else reject(errorOf(upload, body))
    }
    upload.onerror = () => reject(new ApiError('The connection was lost.', 0))
    upload.onabort = () => reject(new DOMException('Aborted', 'AbortError'))
    signal?.addEventListener('abort', () => upload.abort(), { once: true })
    upload.send(file)
  })
}
