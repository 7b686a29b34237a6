import { describe, expect, test } from 'vitest';
import {
  type AlertCondition,
  matchesAlert,
  matchesGlob,
} from '../../../api/domain/alert/condition.ts';
import { decide } from '../../../api/domain/alert/decide.ts';
import { AlertGroups, type GroupFacts } from '../../../api/domain/alert/groups.ts';
import { type PastAlert, replayAlerts } from '../../../api/domain/alert/replay/replay.ts';
import { RuleSettings, whyNotLive } from '../../../api/domain/alert/rule.ts';
import type { AlertFacts, RuleFacts, RuleWorld } from '../../../api/domain/alert/rule-facts.ts';
import { announced } from '../../support/world/random.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 20, 12);
const at = (minutes: number) => START + minutes * MINUTE;

const alertOf = (
  id: string,
  from: number,
  to: number | null = null,
  more: Partial<PastAlert> = {},
): PastAlert => ({
  ...{ id, source: { id: 's1', name: 'Prometheus' }, title: `${id} is down`, severity: 'critical' },
  ...{ groupKey: 'api', labels: { service: 'cards' }, annotations: {}, episodes: 1 },
  ...{ startsAt: at(from), seenAt: at(from), endsAt: to === null ? null : at(to), ...more },
});

const isCritical = { field: 'severity', op: 'equals', value: 'critical' };
let made = 0;
const rule = (settings: object = {}, more: Partial<RuleFacts> = {}): RuleFacts => ({
  ...{ id: `rule ${++made}`, name: 'Rule', revision: 1, isEnabled: true, isDry: false },
  settings: RuleSettings.parse({ conditions: [isCritical], action: 'draft', ...settings }),
  ...more,
});

/** `minute outcome` of each decision, with the alert's name where there are several. */
function played(
  alerts: readonly PastAlert[],
  rules: readonly RuleFacts[],
  more: Partial<Parameters<typeof replayAlerts>[1]> = {},
): string[] {
  const steps = replayAlerts(alerts, { rules, until: at(300), ...more });
  return steps.map(
    ({ at: when, alert, decision: { outcome } }) =>
      `${(when - START) / MINUTE} ${alerts.length > 1 ? `${alert.id} ` : ''}${outcome}`,
  );
}

const touched = (groups: readonly GroupFacts[]): GroupFacts[] =>
  groups.map((one) => (one.target ? { ...one, target: { ...one.target, isTouched: true } } : one));
const over = (groups: readonly GroupFacts[]): GroupFacts[] =>
  groups.map((one) => (one.target ? { ...one, target: { ...one.target, isOver: true } } : one));

describe('alerts in turn', () => {
  const a = alertOf('a', 0, 30);
  const table: [
    string,
    readonly PastAlert[],
    readonly RuleFacts[],
    string[],
    Partial<Parameters<typeof replayAlerts>[1]>?,
  ][] = [
    ['no rule', [a], [], ['0 unmatched', '30 ended']],
    ['a rule that is off', [a], [rule({}, { isEnabled: false })], ['0 unmatched', '30 ended']],
    [
      'a draft, and the question once it is over',
      [a],
      [rule()],
      ['0 drafted', '30 settling', '35 proposed'],
    ],
    ['a dry run', [a], [rule({}, { isDry: true })], ['0 dry', '30 settling', '35 ended']],
    [
      'ignored by the first rule',
      [a],
      [rule({ action: 'ignore' }), rule()],
      ['0 ignored', '30 ended'],
    ],
    [
      'the second rule where the first does not match',
      [a],
      [rule({ conditions: [{ ...isCritical, value: 'low' }] }), rule()],
      ['0 drafted', '30 settling', '35 proposed'],
    ],
    [
      'it must last',
      [a],
      [rule({ holdsFor: 10 })],
      ['0 waiting', '10 drafted', '30 settling', '35 proposed'],
    ],
    ['it did not last', [alertOf('a', 0, 4)], [rule({ holdsFor: 10 })], ['0 waiting', '4 ended']],
    [
      'undone where nobody touched it',
      [a],
      [rule({ resolve: 'automatic' })],
      ['0 drafted', '30 settling', '35 undone'],
    ],
    [
      'asked where somebody did',
      [a],
      [rule({ resolve: 'automatic' })],
      ['0 drafted', '30 settling', '35 proposed'],
      { meddle: touched },
    ],
    [
      'nothing where it is over',
      [a],
      [rule({ resolve: 'automatic' })],
      ['0 drafted', '30 settling', '35 ended'],
      { meddle: over },
    ],
    ['left alone', [a], [rule({ resolve: 'none' })], ['0 drafted', '30 settling', '35 ended']],
    [
      'two of a group, one draft',
      [a, alertOf('b', 5, 20)],
      [rule()],
      ['0 a drafted', '5 b joined', '20 b ended', '30 a settling', '35 a proposed'],
    ],
    [
      'two groups, two drafts',
      [alertOf('a', 0), alertOf('b', 5, null, { groupKey: 'web' })],
      [rule()],
      ['0 a drafted', '5 b drafted'],
    ],
    [
      'one group by rule',
      [alertOf('a', 0), alertOf('b', 5, null, { groupKey: 'web' })],
      [rule({ groupBy: 'rule' })],
      ['0 a drafted', '5 b joined'],
    ],
    [
      'groups by label',
      [
        alertOf('a', 0),
        alertOf('b', 5, null, { groupKey: 'x' }),
        alertOf('c', 6, null, { labels: { service: 'web' } }),
      ],
      [rule({ groupBy: 'labels', groupLabels: ['service'] })],
      ['0 a drafted', '5 b joined', '6 c drafted'],
    ],
    [
      'two must be open',
      [alertOf('a', 0), alertOf('b', 5), alertOf('c', 6)],
      [rule({ count: 2 })],
      ['0 a collecting', '5 b drafted', '6 c joined'],
    ],
    [
      'two, but one after the other',
      [alertOf('a', 0, 3), alertOf('b', 5)],
      [rule({ count: 2 })],
      ['0 a collecting', '3 a settling', '5 b collecting', '8 a ended'],
    ],
    [
      'back before the end counts',
      [alertOf('a', 0, 10), alertOf('b', 12, 20)],
      [rule()],
      [
        '0 a drafted',
        '10 a settling',
        '12 b joined',
        '15 a ended',
        '20 b settling',
        '25 b proposed',
      ],
    ],
    [
      'back after it',
      [alertOf('a', 0, 10), alertOf('b', 16)],
      [rule()],
      ['0 a drafted', '10 a settling', '15 a proposed', '16 b drafted'],
    ],
    [
      'nothing joins what is over',
      [alertOf('a', 0), alertOf('b', 5)],
      [rule()],
      ['0 a drafted', '5 b drafted'],
      { meddle: over },
    ],
    [
      'a limit an hour',
      [alertOf('a', 0), alertOf('b', 5, null, { groupKey: 'web' })],
      [rule({ perHour: 1 })],
      ['0 a drafted', '5 b capped', '60 b drafted'],
    ],
    [
      'it ended while it waited',
      [alertOf('a', 0), alertOf('b', 5, 30, { groupKey: 'web' })],
      [rule({ perHour: 1 })],
      ['0 a drafted', '5 b capped', '30 b ended'],
    ],
    [
      'no limit for notes',
      [alertOf('a', 0), alertOf('b', 5, null, { groupKey: 'web' })],
      [rule({ perHour: 1, action: 'note' })],
      ['0 a noted', '5 b noted'],
    ],
    ['comes and goes', [alertOf('a', 0, 4, { episodes: 5 })], [rule()], ['0 flapping', '4 ended']],
    [
      'comes and stays',
      [alertOf('a', 0, null, { episodes: 5 })],
      [rule()],
      ['0 flapping', '10 drafted'],
    ],
    [
      'no flap limit',
      [alertOf('a', 0, null, { episodes: 50 })],
      [rule({ flapLimit: 0 })],
      ['0 drafted'],
    ],
    [
      'muted in maintenance, then not',
      [a],
      [rule({ components: [{ id: 'api', status: 'major_outage' }] })],
      ['0 muted', '5 muted', '10 drafted', '30 settling', '35 proposed'],
      { maintainedAt: (when) => new Set(when < at(8) ? ['api'] : []) },
    ],
    [
      'other maintenance',
      [a],
      [rule({ components: [{ id: 'api', status: 'major_outage' }], action: 'component' })],
      ['0 component', '30 settling', '35 proposed'],
      { maintainedAt: () => new Set(['web']) },
    ],
    [
      'published',
      [a],
      [rule({ action: 'publish', title: 'T', body: 'B', resolve: 'automatic' })],
      ['0 published', '30 settling', '35 undone'],
    ],
  ];
  for (const [name, alerts, rules, expected, more] of table)
    test(name, () => expect(played(alerts, rules, more)).toEqual(expected));
});

test('a storm makes as many drafts as the limit, and every alert has a decision', () => {
  const alerts = Array.from({ length: 1000 }, (_, i) =>
    alertOf(`${i}`, i / 1000, null, { groupKey: `group ${i % 50}` }),
  );
  const steps = replayAlerts(alerts, { rules: [rule({ perHour: 5 })], until: at(59) });
  const drafts = steps.filter(({ decision }) => decision.effect === 'draft');
  expect([drafts.length, new Set(steps.map(({ alert }) => alert.id)).size]).toEqual([5, 1000]);
  expect(steps.filter(({ decision: { outcome } }) => outcome === 'capped').length).toBeGreaterThan(
    0,
  );
});

/** Rows of the table that is printed; those above, by hand, make it a hundred. */
const PRINTED = 76;

test('nothing that a person touched, or that is dry or off, is ever undone: at random', () => {
  const random = announced('ALERT_RULE_SEED');
  const printed: string[] = [];
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const whole = (most: number) => Math.floor(random() * (most + 1));
  for (let round = 0; round < 500; round++) {
    const rules = Array.from({ length: 1 + whole(2) }, () =>
      rule(
        {
          ...{
            action: any(['ignore', 'note', 'component', 'draft', 'publish']),
            title: 'T',
            body: 'B',
          },
          ...{ conditions: [any([isCritical, { field: 'group', op: 'glob', value: 'a*' }])] },
          ...{
            components: [{ id: any(['x', 'y']), status: 'major_outage' }],
            perHour: 1 + whole(3),
          },
          ...{
            holdsFor: whole(10),
            count: 1 + whole(2),
            endsAfter: whole(10),
            flapLimit: whole(3),
          },
          ...{ resolve: any(['none', 'propose', 'automatic']), groupBy: any(['sender', 'rule']) },
        },
        { isDry: random() < 0.2, isEnabled: random() < 0.9 },
      ),
    );
    const alerts = Array.from({ length: 1 + whole(8) }, (_, i) => {
      const from = whole(100);
      const to = random() < 0.7 ? from + whole(60) : null;
      return alertOf(`${i}`, from, to, {
        ...{ groupKey: any(['a', 'ab', 'b']), severity: any(['critical', 'low']) },
        episodes: 1 + whole(5),
      });
    });
    const handled = new Set<string>();
    const meddled = new Set<string>();
    const facts = rules.map(
      ({ isDry, isEnabled, settings: { action, resolve, holdsFor, count } }) =>
        `${action}, ${resolve}, for ${holdsFor}, count ${count}${isDry ? ', dry' : ''}${isEnabled ? '' : ', off'}`,
    );
    const steps = replayAlerts(alerts, {
      ...{ rules, until: at(400), maintainedAt: () => new Set(random() < 0.2 ? ['x'] : []) },
      meddle: (groups) =>
        groups.map((one) => {
          if (one.target && random() < 0.3) meddled.add(one.id);
          const isTouched = meddled.has(one.id);
          return one.target ? { ...one, target: { ...one.target, isTouched } } : one;
        }),
    });
    for (const { decision, alert } of steps) {
      const { effect, rule: by, closes, outcome } = decision;
      handled.add(alert.id);
      expect(decision.explanation).not.toBe('');
      if (effect !== null) expect([by?.isDry, by?.isEnabled]).toEqual([false, true]);
      if (effect === 'undo') {
        expect(by?.settings.resolve).toBe('automatic');
        expect(closes.filter((id) => meddled.has(id))).toEqual([]);
      }
      if (outcome === 'ignored') expect(effect).toBeNull();
    }
    expect(handled.size).toBe(alerts.filter(({ seenAt }) => seenAt <= at(400)).length);
    if (round >= PRINTED) continue;
    const happened = steps.map(
      ({ at: when, alert, decision: { outcome } }) =>
        `${(when - START) / MINUTE} ${alert.id} ${outcome}`,
    );
    printed.push(`${facts.join(' / ')} | ${happened.join(', ')}`);
  }
  console.log(['rules | minute, alert, outcome', ...printed].join('\n'));
});

describe('conditions', () => {
  const facts: AlertFacts = { ...alertOf('Api', 0), status: 'firing', groupId: null };
  test.each<[boolean, object]>([
    [true, { field: 'severity', op: 'equals', value: 'CRITICAL' }],
    [false, { field: 'severity', op: 'equals', value: 'critic' }],
    [true, { field: 'title', op: 'contains', value: 'is DOWN' }],
    [true, { field: 'title', op: 'glob', value: 'api*n' }],
    [false, { field: 'title', op: 'glob', value: 'api' }],
    [true, { field: 'source', op: 'equals', value: 's1' }],
    [true, { field: 'source', op: 'in', value: 'x, prometheus' }],
    [true, { field: 'label', name: 'service', op: 'in', value: 'web,cards' }],
    [false, { field: 'label', name: 'host', op: 'glob', value: '*' }],
    [false, { field: 'label', name: 'constructor', op: 'contains', value: 'f' }],
    [true, { field: 'group', op: 'equals', value: 'api' }],
  ])('%s: %j', (expected, condition) => {
    expect(matchesAlert([{ name: '', ...condition } as AlertCondition], facts)).toBe(expected);
  });

  test('a glob of many stars takes no long time', () => {
    expect(matchesGlob('a'.repeat(1000), `${'*a'.repeat(150)}b`)).toBe(false);
    expect(matchesGlob('abcabc', 'a?c*c')).toBe(true);
  });

  test('a rule that would match everything, or lacks what its action needs, is refused at its place', () => {
    const wrong = (settings: object) =>
      RuleSettings.safeParse({
        conditions: [isCritical],
        action: 'draft',
        ...settings,
      }).error?.issues.map(({ path }) => path.join('.'));
    expect(wrong({ conditions: [] })).toEqual(['conditions']);
    expect(wrong({ conditions: [{ field: 'title', op: 'glob', value: '**' }] })).toEqual([
      'conditions',
    ]);
    expect(wrong({ conditions: [{ field: 'label', op: 'equals', value: 'x' }] })).toEqual([
      'conditions.0.name',
    ]);
    expect(wrong({ action: 'component' })).toEqual(['components']);
    expect(wrong({ action: 'publish' })).toEqual(['title', 'body']);
    expect(wrong({ groupBy: 'labels' })).toEqual(['groupLabels']);
    expect(wrong({ perHour: 0 })).toEqual(['perHour']);
  });

  test('a rule that publishes may be live after seven days of dry run', () => {
    const week = 7 * 24 * 60;
    expect(whyNotLive({ action: 'publish' }, at(0), at(week - 1))).toMatch(/seven days/);
    expect(whyNotLive({ action: 'publish' }, null, at(week))).toMatch(/seven days/);
    expect(whyNotLive({ action: 'publish' }, at(0), at(week))).toBeNull();
    expect(whyNotLive({ action: 'draft' }, null, at(0))).toBeNull();
  });
});

test('an alert that rules took elsewhere stays where it was decided', () => {
  const [first, second] = [
    rule(),
    rule({ conditions: [{ field: 'title', op: 'contains', value: 'down' }] }),
  ];
  const group: GroupFacts = {
    ...{ id: 'g', ruleId: second?.id ?? '', key: 's1 api', open: 1, lastEndAt: null },
    ...{ isActed: false, isDry: false, target: null },
  };
  const world: RuleWorld = {
    ...{
      now: at(1),
      rules: [first, second],
      groups: new AlertGroups([group]),
      openedAt: new Map(),
      maintained: new Set(),
    },
  };
  const facts: AlertFacts = { ...alertOf('a', 0), status: 'firing', groupId: 'g' };
  expect(decide(facts, world)).toMatchObject({ outcome: 'drafted', group: { open: 's1 api' } });
  const acted = { ...world, groups: new AlertGroups([{ ...group, isActed: true }]) };
  expect(decide(facts, acted)).toMatchObject({ outcome: 'joined', group: null });
});
