import fc from 'fast-check';
import { detailFields } from '../../../api/domain/component/details.ts';
import { isClosed } from '../../../api/domain/incident/incident.ts';
import type { Component } from '../../../db/component/component.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { PublicRows } from '../../../db/public/current.ts';
import { hostile } from '../hostile/hostile.ts';
import { PAGE_ID } from './world.ts';

/** An arbitrary page: the rows that the queries of `db/public/current.ts` would return. */
const zones = [
  'Etc/UTC',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
];
const statuses = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;

const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom('API', 'Checkout', '2026-11-20', '__proto__', 'null'),
);
const status = fc.constantFrom(...statuses);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const idOf = (kind: string, n: number) => `${kind}${String(n).padStart(12 - kind.length, '0')}`;

const anyDetail = {
  text: orNull(text),
  flag: fc.boolean(),
  date: orNull(fc.constantFrom('2024-02-29', '2026-01-10')),
};
const details = Object.fromEntries(detailFields.map(({ name, kind }) => [name, anyDetail[kind]]));

const leafAt = (instant: fc.Arbitrary<number>) =>
  fc.record({
    name: text,
    status,
    position: fc.integer({ min: 1, max: 5 }),
    ...details,
    inGroup: orNull(fc.nat(1)),
    createdAt: instant,
    updatedAt: instant,
  });

const updateAt = (instant: fc.Arbitrary<number>, states: readonly string[]) =>
  fc.record({
    state: fc.constantFrom(...states),
    body: text,
    nextUpdateBy: orNull(instant),
    correctedAt: orNull(instant),
    displayAt: instant,
    createdAt: instant,
    updatedAt: instant,
    deliverNotifications: fc.boolean(),
    changes: fc.array(fc.record({ component: fc.nat(9), name: text, old: status, now: status }), {
      maxLength: 2,
    }),
  });

const eventAt = (
  instant: fc.Arbitrary<number>,
  kind: 'incident' | 'maintenance',
  states: readonly string[],
) =>
  fc.record({
    kind: fc.constant(kind),
    name: text,
    startedAt: instant,
    createdAt: instant,
    updatedAt: instant,
    monitoringAt: orNull(instant),
    nextUpdateBy: orNull(instant),
    impact: fc.constantFrom('none', 'minor', 'major', 'critical'),
    isOverridden: fc.boolean(),
    window: fc.tuple(instant, fc.integer({ min: 0, max: 10 * 86_400_000 })),
    components: fc.uniqueArray(fc.nat(9), { maxLength: 4 }),
    updates: fc.array(updateAt(instant, states), { minLength: 1, maxLength: 4 }),
  });

export const rowsAt = (instant: fc.Arbitrary<number>): fc.Arbitrary<PublicRows> =>
  fc
    .record({
      name: text,
      timeZone: fc.constantFrom(...zones),
      createdAt: instant,
      updatedAt: instant,
      leaves: fc.array(leafAt(instant), { maxLength: 8 }),
      groups: fc.array(leafAt(instant), { minLength: 2, maxLength: 2 }),
      hasGroups: fc.boolean(),
      events: fc.array(
        fc.oneof(
          eventAt(instant, 'incident', [
            'investigating',
            'identified',
            'monitoring',
            'resolved',
            'postmortem',
          ]),
          eventAt(instant, 'maintenance', ['scheduled', 'in_progress', 'verifying', 'completed']),
        ),
        { maxLength: 6 },
      ),
    })
    .map(({ leaves, groups, hasGroups, events, ...page }) => {
      const components = [
        ...(hasGroups ? groups : []).map((g, n) => ({
          ...g,
          id: idOf('group', n),
          group: true,
          groupId: null,
        })),
        ...leaves.map((l, n) => ({
          ...l,
          id: idOf('comp', n),
          group: false,
          groupId: hasGroups && l.inGroup !== null ? idOf('group', l.inGroup) : null,
        })),
      ]
        .map((c) => ({ ...c, pageId: PAGE_ID }))
        .sort((a, b) => a.position - b.position);
      const leafIds = components.filter((c) => !c.group).map((c) => c.id);
      const pick = (n: number) => leafIds[n % Math.max(1, leafIds.length)];
      const incidents = events
        .map((e, n) => {
          const id = idOf('event', n);
          const updates = e.updates
            .toSorted((a, b) => b.displayAt - a.displayAt)
            .map((u, i, all) => ({
              ...u,
              id: idOf('up', n * 10 + i),
              seq: all.length - i,
              changes: u.changes
                .filter(() => leafIds.length > 0)
                .map((c) => ({
                  componentId: pick(c.component),
                  name: c.name,
                  oldStatus: c.old,
                  newStatus: c.now,
                })),
            }));
          const state = updates[0]?.state ?? '';
          const isMaintenance = e.kind === 'maintenance';
          return {
            ...e,
            id,
            state,
            updates,
            impact: isMaintenance ? 'maintenance' : e.impact,
            impactOverride: !isMaintenance && e.isOverridden ? e.impact : null,
            resolvedAt: isClosed(state as never) ? e.updatedAt : null,
            scheduledFor: isMaintenance ? e.window[0] : null,
            scheduledUntil: isMaintenance ? e.window[0] + e.window[1] : null,
            componentIds:
              leafIds.length === 0 ? [] : [...new Set(e.components.map((c) => pick(c)))],
          };
        })
        .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
      const about = incidents.flatMap(({ id, name, startedAt, resolvedAt, componentIds }) =>
        componentIds.map((componentId) => ({
          id,
          name,
          componentId,
          fromAt: startedAt,
          toAt: resolvedAt,
        })),
      );
      const rounds = incidents.flatMap((i) =>
        i.componentIds.map((componentId) => ({
          componentId,
          status: 'major_outage',
          fromAt: i.startedAt,
          toAt: i.resolvedAt,
          correctedAt: i.startedAt,
          note: i.name,
        })),
      );
      const weights = { weightMajor: 100, weightPartial: 30, weightDegraded: 0 };
      const unset = {
        accent: null,
        logo: null,
        logoUrl: null,
        supportUrl: null,
        links: [],
        footer: null,
        theme: null,
        version: 0,
      };
      return {
        page: { ...page, ...weights, ...unset, id: PAGE_ID },
        components: components as unknown as Component[], // as wide as the renderers read
        incidents: incidents as unknown as IncidentRecord[], // as above
        starts: [],
        metrics: [],
        series: [],
        uptime: {
          records: leafIds.map((id) => ({ id, recordedFrom: null })),
          intervals: rounds,
          named: about,
        },
      } as unknown as PublicRows; // a page row has columns that no reader sees
    });

export const anyRows = rowsAt(fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2037, 0, 1) }));
