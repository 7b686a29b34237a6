import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../api/domain/time/time.ts';
import { intervalsAfter } from '../../../db/component/interval.ts';
import { type ConsoleWorld, drawn, makeConsole } from '../../support/world/console.ts';

let world: ConsoleWorld;
let cards: string;

beforeEach(async () => {
  world = await makeConsole({ timeZone: 'Asia/Tokyo' });
  cards = await world.component('Cards');
  world.wait(6 * HOUR); // 03:00 on the 21st in Tokyo
});
afterEach(() => world.close());

const form = (more: Record<string, string> = {}) => ({
  fromAt: '2026-11-21T01:00',
  toAt: '2026-11-21T02:00',
  status: 'major_outage',
  note: 'Nobody had noticed.',
  ...more,
});
const historyPath = () => `/admin/components/${cards}/history`;
const recorded = async () =>
  (await intervalsAfter(world.deps.db, [cards], 0)).map(({ status, note }) => [status, note]);

test('a publisher corrects history, in the page’s time zone', async () => {
  const publisher = await world.as('publisher');
  expect((await publisher.post(historyPath(), form())).headers.get('location')).toBe(
    `${historyPath()}?done=history-corrected`,
  );
  expect(await intervalsAfter(world.deps.db, [cards], 0)).toMatchObject([
    { status: 'operational', toAt: Date.UTC(2026, 10, 20, 16) },
    { status: 'major_outage', toAt: Date.UTC(2026, 10, 20, 17), note: 'Nobody had noticed.' },
    { status: 'operational', toAt: null },
  ]);
});

test('an invalid correction shows its error at the field and keeps the input', async () => {
  const publisher = await world.as('publisher');
  for (const [wrong, field] of [
    [{ toAt: '2026-11-21T00:30' }, 'toAt'],
    [{ toAt: '2026-11-22T00:00' }, 'toAt'],
    [{ fromAt: '2026-11-01T00:00' }, 'fromAt'],
    [{ fromAt: '' }, 'fromAt'],
    [{ note: ' ' }, 'note'],
  ] as const) {
    const answer = await publisher.post(historyPath(), form(wrong));
    expect(answer.status).toBe(422);
    const { form: shown } = await drawn(answer);
    expect(Object.keys(shown?.fields ?? {})).toEqual([field]);
    expect(shown?.values).toMatchObject(form(wrong));
  }
  expect(await recorded()).toEqual([['operational', null]]);
});

test('a viewer can’t correct anything', async () => {
  const viewer = await world.as('viewer');
  expect((await viewer.post(historyPath(), form())).status).toBe(403);
  expect(await recorded()).toEqual([['operational', null]]);
});
