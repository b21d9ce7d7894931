/** Every query the pages ask. The canonical ones are those of `aw_client.queries`, held equal by shared cases. */

export * from '@/domain/queries/canonical'
export * from '@/domain/queries/devices'
export { BROWSER_APPS, browsersWithBuckets } from '@/domain/queries/browsers'
export { closed, isWritable, literal, type Json } from '@/domain/queries/literal'
