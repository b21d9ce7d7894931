/** Do something; what goes wrong is said where developers look, and not to whoever waits for it. */
export async function attempt(step: () => Promise<unknown>): Promise<void> {
  try {
    await step()
  } catch (error) {
    console.error('aw-watcher-web:', error)
  }
}
