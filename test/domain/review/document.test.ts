import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemTicketAddress, ticketAddresses } from '../../../api/domain/action-item/ticket.ts';
import { standardScale } from '../../../api/domain/response/severity.ts';
import { reviewDueAt } from '../../../api/domain/review/due.ts';
import { mergeReview } from '../../../api/domain/review/merge.ts';
import { minutesOf } from '../../../api/domain/review/minutes-down.ts';
import { approvalFaults } from '../../../api/domain/review/state.ts';
import { parseTimeline, sortedNotice, writeTimeline } from '../../../api/domain/review/timeline.ts';
import { HOUR, MINUTE } from '../../../api/domain/time/time.ts';

const zone = 'Europe/Berlin';
const startedAt = Date.parse('2026-11-29T22:30:00+01:00');

describe('the timeline', () => {
  test('is sorted, and says how many entries were out of order', () => {
    const typed = [
      '2026-11-29 23:10 Fix deployed',
      '2026-11-29 22:30 Alert fired',
      '22:45 – Root cause found',
      'by looking at the slow log',
      '00:05 Resolved',
    ].join('\n');
    const { lines, outOfOrder } = parseTimeline(typed, { zone, startedAt });
    expect(outOfOrder).toBe(2);
    expect(sortedNotice(outOfOrder)).toContain('2 entries');
    expect(writeTimeline(lines, zone)).toBe(
      [
        '2026-11-29 22:30 Alert fired',
        '2026-11-29 22:45 Root cause found by looking at the slow log',
        '2026-11-29 23:10 Fix deployed',
        '2026-11-30 00:05 Resolved',
      ].join('\n'),
    );
    const again = parseTimeline(writeTimeline(lines, zone), { zone, startedAt });
    expect(again).toEqual({ lines, outOfOrder: 0 });
  });

  test('loses no word, whatever is typed', () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.string())
        .map(([hour, text]) => `${hour}:15 ${text}`),
    );
    const seed = Date.now() % 1_000_000;
    console.info(`timeline seed ${seed}`);
    fc.assert(
      fc.property(fc.array(line), (typed) => {
        const { lines } = parseTimeline(typed.join('\n'), { zone, startedAt });
        const said = lines.map(({ text }) => text).join(' ');
        const words = (typed.join('\n').match(/[a-z]{4,}/gi) ?? []) as string[];
        for (const word of words) expect(said).toContain(word);
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('two writers', () => {
  const base = { summary: 'Cards failed.', timeline: 'one\ntwo\nthree', lessons: 'Old' };
  test('who change different fields and lines get both changes', () => {
    const ada = { ...base, summary: 'Card payments failed.', timeline: 'one\ntwo\nthree\nfour' };
    const ben = { ...base, timeline: 'zero\none\ntwo\nthree', lessons: 'New' };
    expect(mergeReview(base, ada, ben)).toMatchObject({
      conflicts: [],
      values: {
        summary: 'Card payments failed.',
        timeline: 'zero\none\ntwo\nthree\nfour',
        lessons: 'New',
      },
    });
  });
  test('who change the same line keep both versions', () => {
    const merged = mergeReview(
      base,
      { ...base, summary: 'Ada’s.' },
      { ...base, summary: 'Ben’s.' },
    );
    expect(merged).toMatchObject({ conflicts: ['summary'], values: { summary: 'Ada’s.\nBen’s.' } });
    const again = mergeReview(base, merged.values, { ...base, summary: 'Ben’s.' });
    expect(again.values.summary).toBe('Ada’s.\nBen’s.');
  });
});

const standardPage = { severityScale: null, workingHours: null, timeZone: 'Etc/UTC' };

test('a postmortem is due in business hours where its severity counts them', () => {
  const severityScale = standardScale.map((level) =>
    level.key === 'SEV2' ? { ...level, counts: 'business_hours' as const } : level,
  );
  const due = (severity: string, resolved: string) =>
    new Date(
      reviewDueAt(
        { page: { ...standardPage, severityScale }, hours: { SEV2: 16 } },
        { severity, resolvedAt: Date.parse(resolved) },
      ) ?? 0,
    ).toISOString();
  // Friday at 15:00: two hours, the eight of Monday, and six of Tuesday from 9.
  expect(due('SEV2', '2026-11-27T15:00Z')).toBe('2026-12-01T15:00:00.000Z');
  expect(due('SEV1', '2026-11-27T15:00Z')).toBe('2026-11-29T15:00:00.000Z');
});

test('a postmortem is due within two days for the two gravest levels, or as the page says', () => {
  const at = (severity: string | null, hours = {}) =>
    reviewDueAt({ page: standardPage, hours }, { severity, resolvedAt: 0 });
  expect(['SEV1', 'SEV2', 'SEV3', null].map((one) => at(one))).toEqual([
    48 * HOUR,
    48 * HOUR,
    null,
    null,
  ]);
  expect(at('SEV3', { SEV3: 24 })).toBe(24 * HOUR);
  expect(at('SEV1', { SEV1: null })).toBeNull();
});

test('minutes down are those in which any component had an outage', () => {
  const span = (
    status: 'partial_outage' | 'degraded_performance',
    from: number,
    to: number | null,
  ) => ({
    ...{ status, fromAt: from * MINUTE, toAt: to === null ? null : to * MINUTE },
  });
  const within = { from: 10 * MINUTE, to: 60 * MINUTE };
  const intervals = [
    span('partial_outage', 0, 20),
    span('partial_outage', 15, 30),
    span('degraded_performance', 30, 50),
    span('partial_outage', 55, null),
  ];
  expect(minutesOf(intervals, within)).toBe(25);
  expect(minutesOf(intervals.slice(2, 3), within)).toBeNull();
});

test('approval needs a summary, a cause, and an owner and a date for every open item', () => {
  const item = {
    title: 'Add alert',
    state: 'open',
    ownerName: 'Ada',
    hasLeft: false,
    dueAt: 1,
  } as const;
  const values = { summary: 'x', root_cause: 'y' };
  expect(approvalFaults(values, [item])).toEqual([]);
  expect(approvalFaults({}, [])).toHaveLength(2);
  const faults = approvalFaults(values, [
    { ...item, ownerName: '' },
    { ...item, dueAt: null },
    { ...item, hasLeft: true },
    { ...item, state: 'dropped', ownerName: '', dueAt: null },
  ]);
  expect(faults).toEqual([
    '“Add alert” has no owner.',
    '“Add alert” has no due date.',
    '“Add alert” has an owner who left the team.',
  ]);
});

test('the address of a new ticket has the item in it, for each tracker', () => {
  const item = {
    id: 'i1',
    title: 'Alert at 5% & “more”',
    incidentId: 'x1',
    severity: 'SEV2',
    audience: 'public',
  };
  for (const address of Object.values(ticketAddresses)) {
    const url = new URL(itemTicketAddress(address, item, 'https://a.example') ?? '');
    expect([...url.searchParams.values()]).toEqual(
      expect.arrayContaining([item.title, 'https://a.example/admin/incidents/x1']),
    );
    const restricted = itemTicketAddress(
      address,
      { ...item, audience: 'restricted' },
      'https://a.example',
    );
    expect(decodeURIComponent(restricted ?? '')).not.toContain('Alert');
  }
  expect(itemTicketAddress('', item, 'https://a.example')).toBeNull();
});
