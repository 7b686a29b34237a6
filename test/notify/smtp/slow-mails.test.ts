import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Outcome, slow } from '../../../api/domain/delivery/delivery.ts';
import type { Channel } from '../../../api/notify/port/channel.ts';
import { DomainPace } from '../../../api/notify/queue/limits/domain-pace.ts';
import { SlowMails } from '../../../api/notify/queue/limits/slow-mails.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const unused = () => Promise.reject(new Error('not called'));
const single: Channel = {
  name: 'email',
  limits: { maxBatch: 20, maxConcurrency: 1, keyed: false },
  render: unused,
  deliver: unused,
};

/** A mail to a server that answers after a minute. Whether it was put off. */
async function mailTo(slowMails: SlowMails, to: string): Promise<boolean> {
  const outcome = slowMails.watch({
    to,
    send: ({ signal, onBegin }) =>
      new Promise((resolve) => {
        onBegin();
        signal.addEventListener('abort', () => resolve(slow));
        setTimeout(() => resolve({ kind: 'sent', failures: [] }), 60_000);
      }),
    onWait: () => {},
  });
  await vi.advanceTimersByTimeAsync(60_000);
  return (await outcome).kind === 'refused';
}

test('a domain that defers mail waits longer each time, and goes faster with each mail that it accepts', () => {
  let now = 0;
  const pace = new DomainPace(() => now);
  const busy = { kind: 'refused', code: '4.7.0', message: 'Too many.', about: 'rate' } as const;
  const waits: number[] = [];
  const abouts: string[] = [];
  const tryAt = (outcome: Outcome) => {
    const waiting = pace.waiting('busy.example');
    // Only while the domain defers mail, waiting counts as an attempt.
    if (waiting) abouts.push(waiting.about ?? '');
    if (waiting) now += waiting.retryAfter ?? 0;
    waits.push(waiting?.retryAfter ?? 0);
    if (waiting) expect(pace.waiting('busy.example')).toBe(null);
    return pace.read('busy.example', outcome, true);
  };
  for (let i = 0; i < 10; i++)
    expect(tryAt(busy)).toMatchObject({ about: 'recipient-temporary', code: '4.7.0' });
  expect(waits.map((ms) => ms / 1000)).toEqual([0, 5, 10, 20, 40, 80, 160, 320, 640, 900]);
  expect(pace.waiting('well.example')).toBe(null);
  expect(new Set(abouts)).toEqual(new Set(['paced']));
  waits.length = abouts.length = 0;
  for (let i = 0; i < 6; i++) tryAt({ kind: 'sent', failures: [] });
  expect(waits.map((ms) => ms / 1000)).toEqual([900, 2, 1, 0.5, 0.25, 0]);
  expect(abouts).toEqual(['paced', 'slow', 'slow', 'slow', 'slow']);
});

test('a server that slows down two domains in a row means us, and so does one that knows no others', () => {
  const busy = { kind: 'refused', code: '421', message: 'Too many.', about: 'rate' } as const;
  const of = (pace: DomainPace, domain: string, hasOthers = true) =>
    (pace.read(domain, busy, hasOthers) as typeof busy).about;
  const one = new DomainPace(() => 0);
  expect([of(one, 'a.example'), of(one, 'b.example')]).toEqual(['recipient-temporary', 'rate']);
  const two = new DomainPace(() => 0);
  expect(of(two, 'a.example')).toBe('recipient-temporary');
  two.read('well.example', { kind: 'sent', failures: [] }, true);
  expect(of(two, 'b.example')).toBe('recipient-temporary');
  expect(of(new DomainPace(() => 0), 'a.example', false)).toBe('rate');
});

test.for([
  ['4.7.1', 'Temporarily deferred', 3],
  ['451', 'Try again later', 3],
  ['4.7.1', 'Greylisted, come again', null],
  ['4.2.2', 'Mailbox full', null],
  ['4.3.1', 'Insufficient system storage', null],
] as const)('%s %s slows down a domain after %s in a row', ([code, message, after]) => {
  const pace = new DomainPace(() => 0);
  const deferred = { kind: 'refused', code, message, about: 'recipient-temporary' } as const;
  let tried = 0;
  for (; tried < 10 && !pace.waiting('a.example'); tried++)
    expect(pace.read('a.example', deferred, true)).toBe(deferred);
  expect(tried).toBe(after ?? 10);
});

test('on a single connection, a server that is slow for everybody is waited for after a few emails', async () => {
  const slowMails = new SlowMails(single);
  const isPutOff: boolean[] = [];
  for (let i = 0; i < 8; i++) isPutOff.push(await mailTo(slowMails, `person-${i}`));
  expect(isPutOff).toEqual([true, true, true, true, true, false, false, false]);
});

test('on a single connection, a slow email is postponed once, and waited for the next time', async () => {
  const slowMails = new SlowMails(single);
  expect(await mailTo(slowMails, 'person-1')).toBe(true);
  expect(await mailTo(slowMails, 'person-1')).toBe(false);
});
