import type { Branding, PageLink } from '../domain/branding/branding.ts';
import type { Logo } from '../domain/branding/logo.ts';
import type { ComponentDetails } from '../domain/component/details.ts';
import type { GroupDisplay } from '../domain/component/group-display.ts';
import type { Impact } from '../domain/component/impact.ts';
import type { ComponentStatus } from '../domain/component/status.ts';
import type { IncidentKind, State } from '../domain/incident/incident.ts';
import type { Rollup } from '../domain/incident/rollup.ts';
import type { Notice, UpdateEvent } from '../domain/maintenance/notice.ts';
import type { SnapshotAudience } from '../domain/page/scope.ts';
import type { Locale } from '../domain/text/locale.ts';
import type { Translations } from '../domain/text/translation.ts';
import type { VendorReport } from '../domain/upstream/report.ts';
import type { Uptime } from './snapshot-uptime.ts';

/** Everything an audience may see of a page, at one version. Instants are UTC milliseconds. */
export type Snapshot = {
  audience: SnapshotAudience;
  version: number;
  builtAt: number;
  /** When the same rows next give another snapshot; null when no such time is known. */
  staleAt: number | null;
  page: SnapshotPage;
  status: Rollup;
  /** Groups and components in one list, by position. */
  components: SnapshotComponent[];
  /** All open ones, the 75 newest, and those of the 50 newest updates; newest first. */
  incidents: SnapshotIncident[];
  /** Like `incidents`, for maintenance in any state. */
  maintenances: SnapshotIncident[];
  /** The last 15 days, today first. */
  days: SnapshotDay[];
  /** The last 90 days. */
  uptime: Uptime;
  /** Incidents before are unknown: an import did not list them. Null or absent where all are known. */
  recordedSince?: number | null;
  /** Series with windows that are not created yet. Older stored copies lack it. */
  series?: SnapshotSeries[];
  /** Charts on /system-metrics, and those on the front page. Older stored copies lack it. */
  metrics?: { id: string; name: string; isOnFront: boolean }[];
};

/** A repeating maintenance: what its windows that are not created yet will be. */
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
  /** Windows that start up to here have been created, by the start the rule gives. */
  plannedTo: number;
  occurrence: { shift?: number; lasts: number };
  isCancelled: boolean;
  createdAt: number;
  changedAt: number;
};

/** A day in the page's zone, its first instant, and how many incidents began on it. */
export type SnapshotDay = { day: string; from: number; incidents: number };

export type SnapshotPage = {
  id: string;
  name: string;
  url: string;
  timeZone: string;
  /** The language the team writes in. Old stored copies lack it. */
  locale?: Locale;
  /** Other languages they write in. */
  languages?: Locale[];
  accent: string | null;
  /** Old stored copies lack it. */
  logo?: Logo | null;
  logoUrl: string | null;
  supportUrl: string | null;
  /** Linked where people sign up; absent in copies of earlier versions. */
  privacyUrl?: string | null;
  links: PageLink[];
  /** Markdown. */
  footer: string | null;
  theme: Branding['theme'];
  /** Asks search engines not to list the page. Older stored copies lack it. */
  noindex?: boolean;
  /** Origins that may show the public pages in a frame. Older stored copies lack it. */
  frameOrigins?: string[];
  /** The origin in ids of feeds, which survives a change of address. Without it, `url`. */
  idOrigin?: string | null;
  createdAt: number;
  updatedAt: number;
};

export type SnapshotComponent = ComponentDetails & {
  id: string;
  name: string;
  /** For a group, the worst status of its members. */
  status: ComponentStatus;
  position: number;
  groupId: string | null;
  group: boolean;
  /** Of a group only. */
  groupDisplay?: GroupDisplay;
  /** What the vendor that it follows reports, in its words. */
  report?: VendorReport;
  createdAt: number;
  updatedAt: number;
};

export type SnapshotIncident = {
  id: string;
  kind: IncidentKind;
  name: string;
  /** The title in other languages. */
  translations?: Translations;
  /** Language of `name`, when it is not the page’s own. */
  locale?: Locale;
  state: State;
  impact: Impact;
  /** Set by hand: it raises the page's headline even when all components are operational. */
  impactOverridden: boolean;
  startedAt: number;
  createdAt: number;
  updatedAt: number;
  monitoringAt: number | null;
  resolvedAt: number | null;
  nextUpdateBy: number | null;
  scheduledFor: number | null;
  scheduledUntil: number | null;
  /** For a window of a series: `at` is the start that the rule gives. Older windows lack it. */
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
  /** The sentence the product writes before the author's text: see `templates/event.ts`. */
  event?: UpdateEvent;
  /** Markdown. */
  body: string;
  /** As for the incident: other languages, and the language of `body`. */
  translations?: Translations;
  locale?: Locale;
  /** The promise that this update made, whatever was promised later. Old stored copies lack it. */
  nextUpdateBy: number | null;
  displayAt: number;
  /** When the text was last corrected; null if never. Old stored copies lack it. */
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

export const openIncidents = (snapshot: Snapshot): SnapshotIncident[] =>
  snapshot.incidents.filter((incident) => incident.resolvedAt === null);

export const upcomingMaintenances = (snapshot: Snapshot): SnapshotIncident[] =>
  snapshot.maintenances
    .filter((maintenance) => maintenance.state === 'scheduled')
    .sort((a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0));

export const activeMaintenances = (snapshot: Snapshot): SnapshotIncident[] =>
  snapshot.maintenances.filter((m) => m.state === 'in_progress' || m.state === 'verifying');
