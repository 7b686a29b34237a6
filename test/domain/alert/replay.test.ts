import { describe, expect, test } from 'vitest';
import {
  compareDrafts,
  missedIncidents,
  type PastIncident,
} from '../../../api/domain/alert/replay/compare.ts';
import { readHistory } from '../../../api/domain/alert/replay/file.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 20, 12);
const at = (minutes: number) => START + minutes * MINUTE;
const iso = (minutes: number) => new Date(at(minutes)).toISOString();

describe('an uploaded history', () => {
  const delivery = (minutes: number) => ({ at: iso(minutes), body: { title: 'x' } });
  const listed = {
    ...{ id: 'a', fingerprint: 'f', status: 'resolved', title: 'Down', severity: 'critical' },
    ...{
      group_key: 'g',
      labels: { service: 'cards' },
      annotations: {},
      source: { id: 's', name: 'S' },
    },
    ...{ first_seen_at: iso(1), starts_at: iso(0), ends_at: iso(9) },
  };
  const day = 24 * 60;
  const ends = 'The file begins like a JSON array, but is none. Check that it is complete.';
  const shape = 'Expected an object such as {"at": "2026-11-20T10:00:00Z", "body": {…}}.';
  test.each<[string, string, unknown]>([
    [
      'lines',
      `${JSON.stringify(delivery(2))}\r\n\n${JSON.stringify(delivery(1))}\n`,
      ['1 Line 3', '2 Line 1'],
    ],
    ['an array', JSON.stringify([delivery(0), delivery(3)]), ['0 Entry 1', '3 Entry 2']],
    ['an array with a byte order mark', `\uFEFF${JSON.stringify([delivery(0)])}`, ['0 Entry 1']],
    ['what our API lists', JSON.stringify([listed]), ['1 Entry 1', '9 Entry 1']],
    ['an alert that is open', JSON.stringify({ ...listed, ends_at: null }), ['1 Line 1']],
    [
      'more than 30 days',
      [delivery(0), delivery(1), delivery(30 * day)].map((one) => JSON.stringify(one)).join('\n'),
      ['0 Line 1', '1 Line 2', `${30 * day} Line 3`],
    ],
    [
      'a minute more than 30 days',
      [delivery(0), delivery(30 * day + 1)].map((one) => JSON.stringify(one)).join('\n'),
      [`${30 * day + 1} Line 2`, '1 older'],
    ],
    ['nothing', ' \n', 'The file is empty.'],
    ['half an array', '[{"at":', ends],
    [
      'no JSON',
      'Line\n{}',
      ['Line 1: This isn’t JSON.', 'Line 2: “at” must be a time such as 2026-11-20T10:00:00Z.'],
    ],
    ['another shape', '["a"]', [`Entry 1: ${shape}`]],
    ['null', 'null', [`Line 1: ${shape}`]],
    ['the future', JSON.stringify(delivery(40 * day)), ['Line 1: “at” is in the future.']],
    [
      'no body',
      JSON.stringify({ at: iso(0), body: 'x' }),
      ['Line 1: “body” must be what the sender sent, as an object.'],
    ],
    [
      'a listed alert without a source',
      JSON.stringify({ ...listed, source: 3 }),
      ['Line 1: “source” is missing or wrong.'],
    ],
    [
      'a body that is too deep',
      `{"at":"${iso(0)}","body":${'[['.repeat(40)}${']]'.repeat(40)}}`,
      [`Line 1: ${shape}`],
    ],
    [
      'seven bad lines',
      'x\n'.repeat(7),
      [...[1, 2, 3, 4, 5].map((n) => `Line ${n}: This isn’t JSON.`), '7 wrong'],
    ],
  ])('%s', async (_, text, expected) => {
    const read = await readHistory(text, at(31 * day));
    if (typeof read === 'string') return expect(read).toBe(expected);
    const { lines, wrong, older } = read;
    expect([
      ...lines.map((line) => `${(line.at - START) / MINUTE} ${line.place}`),
      ...wrong.first.map(({ place, why }) => `${place}: ${why}`),
      ...(wrong.count > wrong.first.length ? [`${wrong.count} wrong`] : []),
      ...(older > 0 ? [`${older} older`] : []),
    ]).toEqual(expected);
  });
});

describe('drafts and incidents', () => {
  const incident = (
    id: string,
    [started, announced, resolved]: [number, number | null, number | null],
    componentIds: string[] = ['api'],
  ): PastIncident => ({
    ...{ id, name: id, startedAt: at(started), componentIds },
    announcedAt: announced === null ? null : at(announced),
    resolvedAt: resolved === null ? null : at(resolved),
  });
  const draft = (minutes: number, componentIds: string[] = ['api']) => ({
    at: at(minutes),
    componentIds,
  });
  test.each<[string, ReturnType<typeof draft>[], PastIncident[], (string | null)[], number | null]>(
    [
      ['before the first word', [draft(2)], [incident('I', [0, 14, 90])], ['I 12'], 12],
      ['after it', [draft(20)], [incident('I', [0, 14, 90])], ['I -6'], -6],
      ['before the incident began', [draft(-60)], [incident('I', [0, 1, 90])], ['I 61'], 61],
      ['too long before', [draft(-61)], [incident('I', [0, 1, 90])], [null], null],
      ['when it was over', [draft(91)], [incident('I', [0, 1, 90])], [null], null],
      ['still open', [draft(5000)], [incident('I', [0, 1, null])], ['I -4999'], -4999],
      ['another component', [draft(2, ['web'])], [incident('I', [0, 14, 90])], [null], null],
      ['no component', [draft(2, [])], [incident('I', [0, 14, 90])], ['I 12'], 12],
      ['no public word', [draft(2)], [incident('I', [0, null, 90])], ['I ?'], null],
      [
        'the nearest of two',
        [draft(40)],
        [incident('I', [0, 14, 90]), incident('J', [40, 50, 90])],
        ['J 10'],
        10,
      ],
      [
        'the first draft of each counts',
        [draft(2), draft(3), draft(102)],
        [incident('I', [0, 14, 90]), incident('J', [100, 106, 190])],
        ['I 12', 'I 11', 'J 4'],
        8,
      ],
      ['no incident', [draft(2)], [], [null], null],
    ],
  )('%s', (_, drafts, incidents, expected, earlier) => {
    const found = compareDrafts(drafts, incidents);
    const shown = found.matches.map(
      (one) => one && `${one.id} ${one.earlier === null ? '?' : one.earlier / MINUTE}`,
    );
    expect(shown).toEqual(expected);
    expect(found.earlier === null ? null : found.earlier / MINUTE).toBe(earlier);
  });

  test('incidents without a draft are listed, with whether alerts came', () => {
    const all = [
      incident('with', [0, 1, 9]),
      incident('quiet', [100, 101, 109]),
      incident('later', [900, 901, 909]),
      incident('alerts', [300, 305, 310], ['web']),
    ];
    const { matches } = compareDrafts([draft(2)], all);
    const missed = missedIncidents(all, matches, [at(0), at(2), at(304), at(400)]);
    expect(missed.map(({ id, hadAlerts }) => [id, hadAlerts])).toEqual([
      ['quiet', false],
      ['alerts', true],
    ]);
  });
});
