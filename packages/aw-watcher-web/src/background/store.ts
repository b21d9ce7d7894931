/** The memory as the background holds it: at hand while the worker lives, and on disk as soon as the browser allows. */

import { recall, type Area, type Memory } from '@/browser/memory'

/** Holds the memory while the worker lives, and writes down each change. */
export class Store {
  /** What is not on disk yet, by key. */
  private readonly held = new Map<string, unknown>()
  /** The keys of what could not be written, which is tried again. */
  private readonly failed = new Set<string>()
  private said = ''

  private constructor(
    private readonly area: Area,
    private memory: Memory,
  ) {}

  static async open(area: Area): Promise<Store> {
    return new Store(area, await recall(area))
  }

  get now(): Readonly<Memory> {
    return this.memory
  }

  /** What the browser said when it could not write something that still is not written; null where all is. */
  get fault(): string | null {
    return this.failed.size > 0 ? this.said : null
  }

  /**
   * Remember changes, and whatever else is to be written in the same moment.
   *
   * The answer is whether that is on disk. If it is not, it is remembered all the same, as long as the worker lives.
   */
  async write(changes: Partial<Memory>, beside: Record<string, unknown> = {}): Promise<boolean> {
    this.memory = { ...this.memory, ...changes }
    return this.put({ ...changes, ...beside })
  }

  /** Write what could not be written before. */
  async catchUp(): Promise<void> {
    const held = (key: string) => (key in this.memory ? this.memory[key as keyof Memory] : this.held.get(key))
    if (this.failed.size > 0)
      await this.put(Object.fromEntries([...this.failed].map((key) => [key, held(key)])))
  }

  /** Whether what was written beside the memory is not on disk. */
  isHeld(key: string): boolean {
    return this.held.has(key)
  }

  /** What was written beside the memory; undefined where there is nothing. */
  async read(key: string): Promise<unknown> {
    return this.held.has(key) ? this.held.get(key) : (await this.area.get(key))[key]
  }

  /** Forget what was written beside the memory. What the browser cannot remove now, `sweep` may find later. */
  async remove(keys: string[]): Promise<void> {
    for (const key of keys) this.drop(key)
    await this.area.remove(keys).catch(() => undefined)
  }

  /** Remove what was written beside the memory and is not wanted; reads all there is. */
  async sweep(isStray: (key: string) => boolean): Promise<void> {
    const strays = Object.keys(await this.area.get(null)).filter(isStray)
    if (strays.length > 0) await this.remove(strays)
  }

  /** Take over what a page has written. */
  adopt(changes: Pick<Partial<Memory>, 'settings' | 'pause'>): void {
    this.memory = { ...this.memory, ...changes }
  }

  private async put(items: Record<string, unknown>): Promise<boolean> {
    const entries = Object.entries(items)
    for (const [key, value] of entries) this.held.set(key, value)
    try {
      await this.area.set(items)
    } catch (error) {
      this.said = String(error)
      for (const [key] of entries) if (this.held.has(key)) this.failed.add(key)
      return false
    }
    for (const [key, value] of entries) if (this.held.get(key) === value) this.drop(key)
    return true
  }

  private drop(key: string): void {
    this.held.delete(key)
    this.failed.delete(key)
  }
}
