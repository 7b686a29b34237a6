export type { Besides } from './besides.ts';
export { createIncident } from './create.ts';
export { Inside, setInside } from './inside.ts';
export { patchIncident } from './patch.ts';
export { removeIncident } from './remove.ts';
export type { Retry } from './retry.ts';
