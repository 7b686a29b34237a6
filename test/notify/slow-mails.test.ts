import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { slow } from '../../api/domain/delivery/delivery.ts';
import type { Channel } from '../../api/notify/port/channel.ts';
import { SlowMails } from '../../api/notify/queue/limits/slow-mails.ts';

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
