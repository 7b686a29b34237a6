import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration } from '../../api/domain/time/duration.ts';
import * as moment from '../../api/domain/time/format.ts';
import * as zone from '../../api/domain/time/zone.ts';
import { historyPage, now } from '../../api/render/allclear.ts';
import { BadgeQuery, badge, shieldsEndpoint } from '../../api/render/badge/badge.ts';
import { siteDocuments } from '../../api/render/documents.ts';
import { calendar } from '../../api/render/feeds/calendar.ts';
import { historyJson } from '../../api/render/feeds/history-json.ts';
import { updatesAtom, updatesJson, updatesRss } from '../../api/render/feeds/update-feeds.ts';
import { wholePage } from '../../api/render/feeds/update-items.ts';
import { uptimeCsv } from '../../api/render/uptime/csv.ts';
import { uptimeNow } from '../../api/render/uptime/json.ts';
import { snapshotOf } from '../../api/snapshot/from-rows.ts';
import { newestMonth } from '../../api/snapshot/history/history.ts';
import { knownOf } from '../../api/snapshot/history/search.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { FULL } from '../support/size.ts';
import { rowsAt } from '../support/world/rows.ts';

/** The beginning of all time, leap days and what only looks like one, the end of 32 bits, far ahead. */
const edges = [
  0,
  1,
  Date.UTC(2024, 1, 29, 23, 59, 59, 999),
  Date.UTC(2028, 1, 29),
  Date.UTC(2100, 1, 28, 23, 59, 59, 999),
  Date.UTC(2100, 2, 1),
  Date.UTC(2038, 0, 19, 3, 14, 7),
  Date.UTC(2038, 0, 19, 3, 14, 8),
  2 ** 32 * 1000,
  Date.UTC(9999, 11, 31, 23, 59, 59, 999),
  1e15,
];
const instant = fc.oneof(
  fc.constantFrom(...edges),
  fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }),
  fc.integer({ min: 0, max: 1e15 }),
);
const zones = fc.constantFrom(
  'Etc/UTC',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Africa/Casablanca',
);
const BAD = /NaN|Invalid|Infinity|undefined/;

test('every instant can be formatted in every zone', () => {
  fc.assert(
    fc.property(instant, instant, zones, (at, other, where) => {
      const [from, until] = [Math.min(at, other), Math.max(at, other)];
      const day = zone.dayOf(at, where);
      const month = moment.monthOf(at, where);
      const rendered = [
        moment.formatMoment(at, where, other),
        moment.formatWindow(from, until, where, other),
        moment.formatClock(at, where),
        moment.zoneName(at, where),
        moment.formatDay(day),
        moment.formatShortDay(day, zone.dayOf(other, where)),
        moment.formatMonth(month),
        moment.formatMonth(moment.nextMonth(month)),
        moment.formatMonth(moment.previousMonth(month)),
        formatDuration(until - from),
        zone.isoInZone(at, where),
        zone.zonedRfc822(at, where),
        zone.localInput(at, where),
      ];
      for (const words of rendered) expect(words).not.toMatch(BAD);
      expect(Date.parse(zone.isoInZone(at, where))).toBe(at);
      expect(zone.startOfDay(day, where)).toBeLessThanOrEqual(at);
      expect(zone.startOfDay(zone.addDays(day, 1), where)).toBeGreaterThan(at);
    }),
    { numRuns: FULL ? 10_000 : 2000 },
  );
});

/** Texts that are ours: what was typed may say anything. */
const quiet = (s: Snapshot): Snapshot =>
  JSON.parse(JSON.stringify(s), (key, value) =>
    ['name', 'body', 'description'].includes(key) && typeof value === 'string' ? 'text' : value,
  );

const outputs = async (s: Snapshot): Promise<string[]> => [
  ...siteDocuments.map(({ render }) => render(s)),
  ...[updatesRss, updatesAtom, updatesJson].map((render) => render(s, wholePage(s))),
  calendar(s, s.maintenances),
  JSON.stringify(now(s, s.builtAt)),
  JSON.stringify(historyPage(s, knownOf(s), null)),
  JSON.stringify(await historyJson(s, [{ month: newestMonth(s), incidents: knownOf(s) }])),
  JSON.stringify(await uptimeNow(s)),
  await uptimeCsv(s, s.uptime),
  badge({ snapshot: s, asOf: s.builtAt, component: null }, BadgeQuery.parse({})),
  JSON.stringify(
    shieldsEndpoint({ snapshot: s, asOf: s.builtAt, component: null }, BadgeQuery.parse({})),
  ),
];

test('whatever the instants of a page are, no output has an invalid date', async () => {
  const built = fc.oneof(
    fc.constantFrom(Date.UTC(2024, 1, 29, 12), Date.UTC(2038, 0, 19, 3, 14, 8)),
    fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2100, 0, 1) }),
  );
  await fc.assert(
    fc.asyncProperty(rowsAt(instant), built, async (rows, at) => {
      const s = quiet(snapshotOf(rows, 'public', 'https://status.example.com', at));
      for (const output of await outputs(s)) expect(output).not.toMatch(BAD);
    }),
    { numRuns: FULL ? 1000 : 100 }, // some ten instants each
  );
});
