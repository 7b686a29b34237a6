import { makeBadge } from 'badge-maker';
import { z } from 'zod';
import { type Words, wordsIn } from '../../../site/locales/words.ts';
import { impactOf } from '../../domain/component/impact.ts';
import { promiseOf } from '../../domain/incident/promise.ts';
import { locales } from '../../domain/text/locale.ts';
import {
  activeMaintenances,
  openIncidents,
  type Snapshot,
  type SnapshotComponent,
  type SnapshotIncident,
} from '../../snapshot/snapshot.ts';
import { answerOf } from '../answer.ts';
import { fullName, membersOf } from '../components.ts';
import { describeRollup } from '../rollup-words.ts';
import { escapeHtml, xmlText } from '../text.ts';
import { badgePalette, badgePalettes, shieldsColour, type Tone } from './palette.ts';

export const badgeStyles = ['flat', 'flat-square', 'plastic', 'for-the-badge'] as const;
/** In characters. */
export const BADGE_LABEL_LIMIT = 64;

/** Query of a badge. Unknown values count as absent. */
export const BadgeQuery = z.object({
  style: z.enum(badgeStyles).catch('flat'),
  palette: z.enum(badgePalettes).catch('standard'),
  /** The page's language if absent. */
  lang: z.enum(locales).optional().catch(undefined),
  label: z
    .string()
    .refine((text) => [...text].length <= BADGE_LABEL_LIMIT)
    .optional()
    .catch(undefined),
});
export type BadgeQuery = z.infer<typeof BadgeQuery>;

/** Query of the page that makes a badge. */
export const BadgeChoice = z.object({
  component: z.string().max(40).catch(''),
  label: BadgeQuery.shape.label,
});

/** The subject of a badge: a component, a group or the page. */
export type BadgeOf = {
  snapshot: Snapshot;
  component: SnapshotComponent | null;
  asOf: number | null;
};

export function badge(about: BadgeOf, query: BadgeQuery): string {
  const { label, message, tone } = contentOf(about, query);
  const drawn = makeBadge({
    label: xmlText(label),
    message: xmlText(message),
    color: badgePalette[query.palette][tone],
    style: query.style,
  });
  const subject = xmlText(nameOf(about, query) ?? label).trim();
  const status = subject === '' ? message : `${subject}: ${message}`;
  const words = escapeHtml(xmlText([status, promised(about, query)].filter(Boolean).join(', ')));
  return drawn.replace(/(aria-label="|<title>)[^"<]*/g, (_, start) => `${start}${words}`);
}

/** Members of groups may share a name: tooltip and accessible name say the group too. */
function nameOf({ snapshot, component }: BadgeOf, { label, lang }: BadgeQuery): string | undefined {
  if (label !== undefined || !component?.groupId) return undefined;
  return badgeWords(snapshot, lang).say('page.name', { page: fullName(snapshot, component) });
}

/** Tooltip and accessible name: when the next update is due. */
function promised({ snapshot, component, asOf }: BadgeOf, { lang }: BadgeQuery): string | null {
  const incident = component
    ? openIncidents(snapshot).find((one) => isAbout(snapshot, one, component))
    : answerOf(snapshot).incident;
  const promise = incident && promiseOf(incident, snapshot.builtAt);
  if (!promise || asOf !== null) return null;
  const { say, moment } = badgeWords(snapshot, lang);
  const time = moment(promise.due, snapshot.page.timeZone, snapshot.builtAt);
  return say(promise.overdue ? 'badge.overdue' : 'badge.due', { time });
}

/** Response for shields.io's endpoint badge, which rejects unknown keys. */
export function shieldsEndpoint(subject: BadgeOf, query: BadgeQuery) {
  const { label, message, tone } = contentOf(subject, query);
  return {
    schemaVersion: 1,
    label,
    message,
    color: query.palette === 'safe' ? badgePalette.safe[tone] : shieldsColour[tone],
    isError: tone === 'unknown',
    cacheSeconds: 300,
  };
}

function contentOf({ snapshot, component, asOf }: BadgeOf, query: BadgeQuery) {
  const words = badgeWords(snapshot, query.lang);
  const { say, moment } = words;
  const { page } = snapshot;
  const label = query.label ?? say('page.name', { page: component?.name ?? page.name });
  if (asOf !== null) {
    const message = say('badge.unknown', { time: moment(asOf, page.timeZone, asOf) });
    return { label, message, tone: 'unknown' as Tone };
  }
  const { incident, rollup } = answerOf(snapshot, words);
  if (!component && incident && snapshot.status.indicator === 'none')
    return { label, message: rollup, tone: 'minor' as Tone };
  const tone: Tone = component ? impactOf([component.status]) : snapshot.status.indicator;
  if (tone === 'none' && isUnderMaintenance(snapshot, component))
    return { label, message: say('badge.maintenance'), tone: 'maintenance' as Tone };
  const message = component ? wordOf(words, component) : describeRollup(words, snapshot.status);
  return { label, message, tone };
}

const badgeWords = ({ page }: Snapshot, lang: BadgeQuery['lang']): Words =>
  wordsIn(lang ?? page.locale);

const wordOf = ({ say }: Words, { status }: SnapshotComponent): string =>
  say(status === 'operational' ? 'badge.well' : `badge.${status}`);

/** Maintenance that changes no status still counts. */
function isUnderMaintenance(snapshot: Snapshot, component: SnapshotComponent | null): boolean {
  const active = activeMaintenances(snapshot);
  return active.some((work) => !component || isAbout(snapshot, work, component));
}

/** A group includes its members. */
function isAbout(s: Snapshot, subject: SnapshotIncident, component: SnapshotComponent): boolean {
  const ids = new Set([component, ...membersOf(s, component)].map(({ id }) => id));
  return subject.componentIds.some((id) => ids.has(id));
}
