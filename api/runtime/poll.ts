import { acquireChannelLock, releaseChannelLock } from '../../db/channel/channel-lock.ts';
import { openDb } from '../../db/engine/client.ts';
import type { Deps } from '../context/deps.ts';
import { SECOND } from '../domain/time/time.ts';
import type { Mailer } from '../notify/port/mailer.ts';
import { Sender } from '../notify/queue/sender.ts';

/** The rest is for what is under way then, and for the other work of that minute. */
const SHARE = 0.8;
/** At least so many, however few there are. */
const REST = 15;

/** The runtime cuts a run off soon after its time is up; then another may go on. */
const GRACE = 5 * SECOND;

/**
 * One look for what is due, by a run that has only so long and only so many requests. Its client
 * and its sender are its own, so that a run that is cut off leaves nothing behind but leases. Of
 * runs that overlap one sends updates, and the others leave them to it.
 * True when it stopped before it had found nothing more.
 */
export async function pollWithin(
  deps: Deps,
  limit: { ms: number; requests: number; fetch: typeof fetch },
): Promise<boolean> {
  let left = Math.min(limit.requests * SHARE, limit.requests - REST);
  let short = false;
  let isHolder = false;
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
  const { databaseUrl: url, databaseAuthToken: authToken } = config;
  const db = openDb({ url, authToken, fetch: counting });
  const holder = newId();
  const sender = new Sender({
    db,
    mailer: counted(mailer, limit.requests, spend),
    signer,
    log,
    newId,
    baseUrl: config.baseUrl,
    from: config.mailFrom,
    holder,
    mayHold: async () => {
      isHolder ||= await acquireChannelLock(db, 'email', holder, limit.ms + GRACE);
      return isHolder;
    },
  });
  const letGo = async () => {
    if (!isHolder) return false;
    isHolder = false;
    return releaseChannelLock(db, 'email', holder);
  };
  const timer = setTimeout(stop, limit.ms);
  try {
    await sender.look();
    // Another run may have left to this one what became due after its last look.
    if ((await letGo()) && !short) await sender.look();
    await letGo();
  } finally {
    clearTimeout(timer);
  }
  return short;
}

/** Where requests are few, fewer calls are on their way when they run out. */
const counted = (mailer: Mailer, requests: number, spend: () => void): Mailer => ({
  ...mailer,
  callsAtOnce: Math.min(mailer.callsAtOnce, Math.ceil((requests * (1 - SHARE)) / 5)),
  send: (mails, key) => {
    spend();
    return mailer.send(mails, key);
  },
});
