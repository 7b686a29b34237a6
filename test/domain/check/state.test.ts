import { expect, test } from 'vitest';
import { addRecent, PART, type RecentPart } from '../../../api/domain/check/recent.ts';
import { type CheckState, newCheck, nextCheckState } from '../../../api/domain/check/state.ts';
import { DAY, MINUTE } from '../../../api/domain/time/time.ts';
import { seeded } from '../../support/world/random.ts';

/** Results by minute: `.` succeeded, `x` failed. The states after each: unknown, up, down. */
type Sequence = [downAfter: number, upAfter: number, results: string, states: string];

const sequences: Sequence[] = [
  // The first result of a check.
  [1, 1, '.', 'u'],
  [5, 5, '.', 'u'],
  [1, 1, 'x', 'd'],
  [2, 2, 'x', '?'],
  [2, 2, 'xx', '?d'],
  [2, 2, 'x.', '?u'],
  [2, 2, 'x.x', '?uu'],
  [3, 1, 'xx.', '??u'],
  [3, 1, 'xxx', '??d'],
  [3, 3, 'x.xx', '?uuu'],
  [3, 3, 'x.xxx', '?uuud'],
  // One failure, and several.
  [1, 1, '.x', 'ud'],
  [1, 1, '.x.', 'udu'],
  [1, 1, '.x.x.x', 'ududud'],
  [2, 1, '.x.x.x', 'uuuuuu'],
  [2, 1, '.xx.', 'uudu'],
  [2, 1, '.xx.xx.', 'uuduudu'],
  [2, 2, '.x', 'uu'],
  [2, 2, '.xx', 'uud'],
  [2, 2, '.xxx', 'uudd'],
  [2, 2, '.xx.', 'uudd'],
  [2, 2, '.xx..', 'uuddu'],
  [2, 2, '.xx.x.', 'uudddd'],
  [2, 2, '.xx.x..', 'uuddddu'],
  [2, 2, '.xx..x', 'uudduu'],
  [2, 2, '.xx..xx', 'uudduud'],
  [2, 2, '.xx..x.x', 'uudduuuu'],
  [2, 2, '.xx..xx..', 'uudduuddu'],
  [3, 1, '.xx', 'uuu'],
  [3, 1, '.xxx', 'uuud'],
  [3, 1, '.xxx.', 'uuudu'],
  [3, 1, '.xx.xx.xx.', 'uuuuuuuuuu'],
  [3, 2, '.xxx.x.', 'uuudddd'],
  [3, 2, '.xxx..', 'uuuddu'],
  [3, 3, '.xxx..', 'uuuddd'],
  [3, 3, '.xxx...', 'uuudddu'],
  [3, 3, '.xxx..x...', 'uuuddddddu'],
  [3, 3, '.xx.xxx', 'uuuuuud'],
  [1, 2, '.x.', 'udd'],
  [1, 2, '.x..', 'uddu'],
  [1, 2, '.x.x..', 'udddd' + 'u'],
  [1, 3, '.x..x...', 'uddddddu'],
  [1, 5, '.x....', 'uddddd'],
  [1, 5, '.x.....', 'udddddu'],
  [5, 1, '.xxxx', 'uuuuu'],
  [5, 1, '.xxxx.', 'uuuuuu'],
  [5, 1, '.xxxxx', 'uuuuud'],
  [5, 1, '.xxxxx.xxxxx', 'uuuuuduuuuud'],
  [20, 1, '.xxxxxxxxxxxxxxxxxxx', 'uuuuuuuuuuuuuuuuuuuu'],
  [20, 1, '.xxxxxxxxxxxxxxxxxxxx', 'uuuuuuuuuuuuuuuuuuuud'],
];
const letters = { unknown: '?', up: 'u', down: 'd' } as const;

function play([downAfter, upAfter, results]: Sequence): CheckState[] {
  const states: CheckState[] = [];
  for (const [i, one] of [...results].entries())
    states.push(
      nextCheckState(
        states.at(-1) ?? newCheck,
        { ok: one === '.', at: i * MINUTE },
        { downAfter, upAfter },
      ),
    );
  return states;
}

test('50 sequences of results lead to the states that the limits say', () => {
  expect(sequences).toHaveLength(50);
  for (const one of sequences)
    expect([
      one,
      play(one)
        .map(({ status }) => letters[status])
        .join(''),
    ]).toEqual([one, one[3]]);
});

test('a state begins at the result that changed it, and a streak never reaches its limit', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
  const random = seeded(seed);
  for (let i = 0; i < 100; i++) {
    const [downAfter, upAfter] = [1 + Math.floor(random() * 5), 1 + Math.floor(random() * 5)];
    const results = Array.from({ length: 60 }, () => (random() < 0.6 ? '.' : 'x')).join('');
    const states = play([downAfter, upAfter, results, '']);
    for (const [at, { status, since, streak }] of states.entries()) {
      const told = `seed ${seed}: ${downAfter} ${upAfter} ${results} at ${at}`;
      const before = states[at - 1]?.status ?? 'unknown';
      if (status !== before) {
        expect(since, told).toBe(at * MINUTE);
        const needed = status === 'down' ? downAfter : before === 'unknown' ? 1 : upAfter;
        const last = results.slice(Math.max(0, at + 1 - needed), at + 1);
        expect(last, told).toBe((status === 'down' ? 'x' : '.').repeat(needed));
      }
      expect(streak, told).toBeLessThan(status === 'down' ? upAfter : downAfter);
    }
  }
});

test('the last 24 hours are kept in half hours, with what failed', () => {
  let parts: RecentPart[] = [];
  for (let at = 0; at < 3 * DAY; at += 5 * MINUTE)
    parts = addRecent(parts, { at, ok: at % (30 * MINUTE) !== 0, ms: 100 });
  expect(parts).toHaveLength(DAY / PART);
  expect(parts.at(-1)).toEqual({
    from: 3 * DAY - PART,
    ...{ count: 6, failed: 1, ms: 600, timed: 6 },
  });
  expect(addRecent(parts, { at: 3 * DAY, ok: false, ms: null }).at(-1)).toEqual({
    from: 3 * DAY,
    ...{ count: 1, failed: 1, ms: 0, timed: 0 },
  });
});
