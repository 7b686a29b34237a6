import type { Key } from '../../site/locales/index.ts';
import type { Words } from '../../site/locales/words.ts';
import type { Rollup } from '../domain/incident/rollup.ts';

/** The API's sentences are English, and clients rely on them; pages and badges translate them. */
const keys = {
  'All Systems Operational': 'rollup.well',
  'Service Under Maintenance': 'rollup.maintenance',
  'Partially Degraded Service': 'rollup.partlyDegraded',
  'Degraded System Service': 'rollup.degraded',
  'Minor Service Outage': 'rollup.minor',
  'Partial System Outage': 'rollup.partial',
  'Major System Outage': 'rollup.major',
} as const satisfies Record<string, Key>;

export function describeRollup({ say }: Words, { description }: Rollup): string {
  return description in keys ? say(keys[description as keyof typeof keys]) : description; // checked before
}
