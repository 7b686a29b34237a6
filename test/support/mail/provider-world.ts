import { expect } from 'vitest';
import { resendMailer } from '../../../api/notify/channels/email/resend.ts';
import { makeWorld } from './mail.ts';
import { Provider } from './provider.ts';

type Options = Partial<Parameters<typeof resendMailer>[0]> & { maxBatch?: number };

/** A page whose mail goes to its own fake provider. */
export async function makeProviderWorld({ maxBatch, ...options }: Options = {}) {
  const provider = await Provider.start();
  const world = await makeWorld({
    mailer: () => {
      const mailer = resendMailer({ apiKey: 're_test', baseUrl: provider.url, ...options });
      return maxBatch === undefined ? mailer : { ...mailer, maxBatch };
    },
  });
  return { provider, world };
}

export const expectOnceEach = (provider: Provider, people: readonly string[]): void =>
  expect(Object.fromEntries(provider.inboxes())).toEqual(
    Object.fromEntries(people.map((to) => [to, 1])),
  );
