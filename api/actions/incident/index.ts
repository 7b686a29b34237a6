/** The verbs on an incident; each has a room of its own. */

export { createIncident } from './create.ts';
export type { Retry } from './idempotency.ts';
export { Inside, setInside } from './internal-fields.ts';
export { patchIncident } from './patch.ts';
export type { Besides } from './publish-options.ts';
export { removeIncident } from './remove.ts';
