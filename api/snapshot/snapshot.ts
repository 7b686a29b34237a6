import type { Branding, PageLink } from '../domain/branding/branding.ts';
import type { Logo } from '../domain/branding/logo.ts';
import type { Impact } from '../domain/component/impact.ts';
import type { Rollup } from '../domain/component/rollup.ts';
import type { ComponentStatus } from '../domain/component/status.ts';
import type { Tally, Weights } from '../domain/component/uptime.ts';
import type { Audience, IncidentKind, State } from '../domain/incident/incident.ts';
import type { Notice, UpdateEvent } from '../domain/maintenance/notice.ts';
import type { Locale } from '../domain/text/locale.ts';
import type { Translations } from '../domain/text/translation.ts';

/** Everything an audience may see of a page, at one version. Instants are UTC milliseconds. */
export type Snapshot = {
  audience: Audience;
  version: number;
  builtAt: number;
  /** The next moment at which the same rows would make another snapshot; null when none is known. */
  staleAt: number | null;
  page: SnapshotPage;
  status: Rollup;
  /** Groups and leaves in one flat list, ascending by position. */
  components: SnapshotComponent[];
  /** Every open one, the 75 newest, and those that the 50 newest updates are of; newest first. */
  incidents: SnapshotIncident[];
  /** As `incidents`; a scheduled, running or past maintenance. */
  maintenances: SnapshotIncident[];
  /** The last 15 days, today first. */
  days: SnapshotDay[];
  /** Of the last 90 days. */
  uptime: Uptime;
  /** Those with windows that are still to be made. Older stored copies lack it. */
  series?: SnapshotSeries[];
};

/** A maintenance that repeats, as each window that is still to be made will be. */
export type SnapshotSeries = {
  id: string;
  name: string;
  locale?: Locale;
  translations?: Translations;
  /** Markdown. */
  body: string;
  bodyTranslations?: Translations;
  componentIds: string[];
  rule: string;
  zone: string;
  firstAt: number;
  /** Windows up to there have been made, by their starts under the rule. */
  plannedTo: number;
  occurrence: { shift?: number; lasts: number };
  isCancelled: boolean;
  createdAt: number;
  changedAt: number;
};

/** A calendar day in the page's zone, its first instant, and how many incidents began on it. */
export type SnapshotDay = { day: string; from: number; incidents: number };

export type SnapshotPage = {
  id: string;
  name: string;
  url: string;
  timeZone: string;
  /** In which its people write. A kept copy of old lacks it. */
  locale?: Locale;
  /** In which they write besides. */
  languages?: Locale[];
  accent: string | null;
  /** A kept copy of old lacks it. */
  logo?: Logo | null;
  logoUrl: string | null;
  supportUrl: string | null;
  links: PageLink[];
  /** Markdown. */
  footer: string | null;
  theme: Branding['theme'];
  /** Search engines are asked to leave the page out. Older stored copies lack it. */
  noindex?: boolean;
  /** Origins of other sites that may show the public pages in a frame. Older stored copies lack it. */
  frameOrigins?: string[];
  /** The origin in the ids of feeds, which a move to another address keeps. Without it, `url`. */
  idOrigin?: string | null;
  createdAt: number;
  updatedAt: number;
};

export type SnapshotComponent = {
  id: string;
  name: string;
  description: string | null;
  /** A group's is the worst of its members'. */
  status: ComponentStatus;
  position: number;
  groupId: string | null;
  group: boolean;
  showcase: boolean;
  onlyShowIfDegraded: boolean;
  startDate: string | null;
  createdAt: number;
  updatedAt: number;
};

export type SnapshotIncident = {
  id: string;
  kind: IncidentKind;
  name: string;
  /** The title in other languages, where there is one. */
  translations?: Translations;
  /** Of `name`, where that is not the page’s own. */
  locale?: Locale;
  state: State;
  impact: Impact;
  /** Set by hand: it then raises the page's headline even while every component is well. */
  impactOverridden: boolean;
  startedAt: number;
  createdAt: number;
  updatedAt: number;
  monitoringAt: number | null;
  resolvedAt: number | null;
  nextUpdateBy: number | null;
  scheduledFor: number | null;
  scheduledUntil: number | null;
  /** Of a maintenance that repeats: `at` is its start by the rule alone. Older windows lack it. */
  occurrence?: { seriesId: string; at: number };
  componentIds: string[];
  /** Newest first; never empty. */
  updates: SnapshotUpdate[];
};

export type SnapshotUpdate = {
  id: string;
  seq: number;
  state: State;
  notice: Notice | null;
  /** What the product says of it, before what its author wrote: see `templates/event.ts`. */
  event?: UpdateEvent;
  /** Markdown. */
  body: string;
  /** As of the incident: other languages, and which one `body` is in. */
  translations?: Translations;
  locale?: Locale;
  /** What this update promised, whatever was promised since. A kept copy of old may lack it. */
  nextUpdateBy: number | null;
  displayAt: number;
  /** When its words were last put right; null where they stand as published. As above. */
  correctedAt: number | null;
  createdAt: number;
  updatedAt: number;
  deliverNotifications: boolean;
  changes: {
    componentId: string;
    name: string;
    oldStatus: ComponentStatus;
    newStatus: ComponentStatus;
  }[];
};

/** What became of the components over some days, in a form that is as long as what happened. */
export type Uptime = {
  /** `2026-08-24`, in the page's zone, and how many days. */
  first: string;
  count: number;
  /** The instant up to which it is told. */
  until: number;
  weights: Weights;
  /** By component; groups have none of their own. */
  lives: Record<string, ComponentUptime>;
  /** The names of the incidents that days speak of. */
  incidents: Record<string, string>;
  /** The same in other languages, where there are any; and in which they were written, where that is known. */
  spoken?: Record<string, Translations>;
  written?: Record<string, Locale>;
};

export type ComponentUptime = {
  /** From when its time counts. */
  since: number;
  /** Where it was not operational within the 24 hours before `until`. */
  last24h?: Omit<Tally, 'known'>;
  /** The days on which something was; on each other one it was operational. */
  days: UptimeDay[];
};

/**
 * `at` counts from the first day; `notes` say why what was recorded was corrected, and `retimed` that
 * an update’s time was.
 */
export type UptimeDay = Omit<Tally, 'known'> & {
  at: number;
  incidents?: string[];
  notes?: string[];
  retimed?: boolean;
};

export const openIncidents = (snapshot: Snapshot): SnapshotIncident[] =>
  snapshot.incidents.filter((incident) => incident.resolvedAt === null);

export const upcomingMaintenances = (snapshot: Snapshot): SnapshotIncident[] =>
  snapshot.maintenances
    .filter((maintenance) => maintenance.state === 'scheduled')
    .sort((a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0));

export const activeMaintenances = (snapshot: Snapshot): SnapshotIncident[] =>
  snapshot.maintenances.filter((m) => m.state === 'in_progress' || m.state === 'verifying');
