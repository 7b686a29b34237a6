/** The verbs on an incident; each has a room of its own. */
export type { Besides } from './incident/besides.ts';
export { createIncident } from './incident/create.ts';
export { Inside, setInside } from './incident/inside.ts';
export { patchIncident } from './incident/patch.ts';
export { removeIncident } from './incident/remove.ts';
export type { Retry } from './incident/retry.ts';
