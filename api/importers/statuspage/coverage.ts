import type { Source } from '../port/shape.ts';
import { isPast } from './limits.ts';

/** Statuspage's public lists end here, without a second page. */
const MAX_LISTED = 50;

export type Coverage = {
  /** When the known history begins, UTC ms; null for all of it. */
  recordedSince: number | null;
  /** What the source lacks, as sentences. */
  gaps: string[];
};

/** When the history of a source begins: uptime before that would be invented. */
export function coverageOf(source: Source, now: number): Coverage {
  const { 'incidents.json': ended, 'scheduled-maintenances.json': planned } = source;
  if (ended?.isWhole) return { recordedSince: null, gaps: [] };
  const maintenances = planned?.scheduled_maintenances ?? [];
  const gaps = [
    ...(planned ? [] : ['No list of past maintenances found. Only current ones are imported.']),
    ...(maintenances.length >= MAX_LISTED ? [ends('maintenances', oldest(maintenances, now))] : []),
  ];
  if (!ended)
    return {
      recordedSince: now,
      gaps: [
        'No list of past incidents found. Uptime starts with this import. Import incidents.json too.',
        ...gaps,
      ],
    };
  if (ended.incidents.length < MAX_LISTED) return { recordedSince: null, gaps };
  const since = oldest(ended.incidents, now);
  return { recordedSince: since, gaps: [ends('incidents', since), ...gaps] };
}

const oldest = (items: readonly { created_at: number }[], now: number): number =>
  Math.min(now, ...items.map((one) => one.created_at).filter((at) => isPast(at, now)));

const ends = (what: string, since: number): string =>
  `The public list ends at the ${MAX_LISTED} newest ${what}: nothing is known of ${what} before ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC${what === 'incidents' ? ', and uptime begins there' : ''}. To import all of them, give an API key.`;
