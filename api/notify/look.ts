import { openDb } from '../../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Mailer } from './mailer.ts';
import { Sender } from './sender.ts';

/** The rest is for what is under way then, and for the other work of that minute. */
const SHARE = 0.8;

/**
 * One look for what is due, by a run that has only so long and only so many requests. Its client
 * and its sender are its own, so that a run that is cut off leaves nothing behind but leases.
 * True when it stopped before it had found nothing more.
 */
export async function lookWithin(
  deps: Deps,
  limit: { ms: number; requests: number; fetch: typeof fetch },
): Promise<boolean> {
  let left = limit.requests * SHARE;
  let short = false;
  const stop = () => {
    short = true;
    void sender.stop();
  };
  const spend = () => {
    left--;
    if (left <= 0) stop();
  };
  const counting: typeof fetch = (request, init) => {
    spend();
    return limit.fetch(request, init);
  };
  const { config, mailer, signer, log, newId } = deps;
  const sender = new Sender({
    db: openDb({ url: config.databaseUrl, authToken: config.databaseAuthToken, fetch: counting }),
    mailer: counted(mailer, limit.requests, spend),
    signer,
    log,
    newId,
    baseUrl: config.baseUrl,
    from: config.mailFrom,
    holder: newId(),
  });
  const timer = setTimeout(stop, limit.ms);
  await sender.look().finally(() => clearTimeout(timer));
  return short;
}

/** Where requests are few, fewer calls are on their way when they run out. */
const counted = (mailer: Mailer, requests: number, spend: () => void): Mailer => ({
  ...mailer,
  lanes: Math.min(mailer.lanes, Math.ceil((requests * (1 - SHARE)) / 5)),
  send: (mails, key) => {
    spend();
    return mailer.send(mails, key);
  },
});
