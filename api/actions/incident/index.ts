export { createIncident } from './create.ts';
export type { IdempotencyKey, Published } from './idempotency.ts';
export { InternalFields, setInternalFields } from './internal-fields.ts';
export { patchIncident } from './patch.ts';
export type { PublishOptions } from './publish-options.ts';
export { removeIncident } from './remove.ts';
