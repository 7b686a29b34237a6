export { createIncident } from './create.ts';
export type { IdempotencyKey as Retry, Published } from './idempotency.ts';
export { InternalFields as Inside, setInternalFields as setInside } from './internal-fields.ts';
export { patchIncident } from './patch.ts';
export type { PublishOptions as Besides } from './publish-options.ts';
export { removeIncident } from './remove.ts';
