import { acquireChannelLock, releaseChannelLock } from '../../db/channel/channel-lock.ts';
import { type Db, openDb } from '../../db/engine/client.ts';
import { EMAIL } from '../../db/schema/index.ts';
import { channelsWithWork } from '../../db/subscriber/channels.ts';
import type { Deps } from '../context/deps.ts';
import { SECOND } from '../domain/time/time.ts';
import type { SenderDeps } from '../notify/port/sending.ts';
import { Sender } from '../notify/queue/sender.ts';

/** Share of the requests of a run to use for mail; the rest is for calls in flight and other work. */
const SHARE = 0.8;
/**
 * The fewest requests to keep back: for a dozen other kinds of work each minute, and for batches
 * that are still being sent when no new ones are started.
 */
const RESERVED_REQUESTS = 29;

/** The runtime stops a run shortly after its time; then another may continue. */
const GRACE = 5 * SECOND;

/**
 * Sends what is due in a run with limited time and requests, with its own client and sender, so
 * that an interrupted run leaves only leases. Of overlapping runs, one sends updates. True when
 * work is left.
 */
export async function pollWithin(
  deps: Deps,
  limit: { ms: number; requests: number; fetch: typeof fetch },
): Promise<boolean> {
  let left = Math.min(limit.requests * SHARE, limit.requests - RESERVED_REQUESTS);
  let short = false;
  const held = new Set<string>();
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
  const { config, signer, encryption, log, newId } = deps;
  const { databaseUrl: url, databaseAuthToken: authToken } = config;
  const db = openDb({ url, authToken, fetch: counting });
  const holder = newId();
  const budgeted = withRequestBudget(deps, limit.requests, spend);
  const sender = new Sender({
    db,
    ...budgeted,
    channels: await channelsToPoll(db, budgeted.channels),
    signer,
    encryption,
    log,
    newId,
    holder,
    mayHold: async (channel) => {
      const isHeld = held.has(channel);
      if (isHeld || (await acquireChannelLock(db, channel, holder, limit.ms + GRACE)))
        held.add(channel);
      return held.has(channel);
    },
  });
  /** True where something is left to send. */
  const releaseLocks = async () => {
    const names = [...held];
    held.clear();
    const left = names.map((channel) => releaseChannelLock(db, channel, holder));
    return (await Promise.all(left)).includes(true);
  };
  const timer = setTimeout(stop, limit.ms);
  try {
    await sender.poll();
    // Another run may have left work to this one after its last check.
    if ((await releaseLocks()) && !short) await sender.poll();
    await releaseLocks();
  } finally {
    clearTimeout(timer);
  }
  return short;
}

/** Each channel costs several requests even where nothing is due; most installations have email only. */
async function channelsToPoll(
  db: Db,
  channels: SenderDeps['channels'],
): Promise<SenderDeps['channels']> {
  const others = channels.map(({ name }) => name).filter((name) => name !== EMAIL);
  const inUse = await channelsWithWork(db, others);
  return channels.filter(({ name }) => name === EMAIL || inUse.has(name));
}

/** With few requests left, fewer calls are in flight when they run out. */
function withRequestBudget(
  { channels, directMailer }: Pick<SenderDeps, 'channels' | 'directMailer'>,
  requests: number,
  spend: () => void,
): Pick<SenderDeps, 'channels' | 'directMailer'> {
  const most = Math.ceil((requests * (1 - SHARE)) / 5);
  return {
    channels: channels.map((channel) => ({
      ...channel,
      limits: { ...channel.limits, maxConcurrency: Math.min(channel.limits.maxConcurrency, most) },
      deliver(batch, key, call) {
        spend();
        return channel.deliver(batch, key, call);
      },
    })),
    directMailer: {
      ...directMailer,
      send(mail, key) {
        spend();
        return directMailer.send(mail, key);
      },
      ...(directMailer.post && {
        post(to, parts) {
          spend();
          return directMailer.post?.(to, parts) as ReturnType<typeof directMailer.post>;
        },
      }),
    },
  };
}
