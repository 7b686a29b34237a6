import type { Impact } from '../domain/impact.ts';
import type { Audience, IncidentKind, State } from '../domain/incident.ts';
import type { Notice } from '../domain/maintenance/notice.ts';
import type { Rollup } from '../domain/rollup.ts';
import type { ComponentStatus } from '../domain/status.ts';

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
};

/** A calendar day in the page's zone, its first instant, and how many incidents began on it. */
export type SnapshotDay = { day: string; from: number; incidents: number };

export type SnapshotPage = {
  id: string;
  name: string;
  url: string;
  timeZone: string;
  accent: string | null;
  logoUrl: string | null;
  supportUrl: string | null;
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
  componentIds: string[];
  /** Newest first; never empty. */
  updates: SnapshotUpdate[];
};

export type SnapshotUpdate = {
  id: string;
  seq: number;
  state: State;
  notice: Notice | null;
  /** Markdown. */
  body: string;
  displayAt: number;
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
