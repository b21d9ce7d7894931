/** The memory as the background holds it: at hand while the worker lives, on disk before it counts. */

import { recall, type Area, type Memory } from '@/browser/memory'

/** Holds the memory while the worker lives, and writes down each change before it counts. */
export class Store {
  private constructor(
    readonly area: Area,
    private memory: Memory,
  ) {}

  static async open(area: Area): Promise<Store> {
    return new Store(area, await recall(area))
  }

  get now(): Readonly<Memory> {
    return this.memory
  }

  /** Remember changes, and whatever else is to be written in the same moment. */
  async write(changes: Partial<Memory>, beside: Record<string, unknown> = {}): Promise<void> {
    this.memory = { ...this.memory, ...changes }
    await this.area.set({ ...changes, ...beside })
  }

  /** Take over what a page has written. */
  adopt(changes: Pick<Partial<Memory>, 'settings' | 'pause'>): void {
    this.memory = { ...this.memory, ...changes }
  }
}
