import { openIncidentsOn } from '../../../db/alert/component.ts';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import {
  claimPolls,
  type Follower,
  followersOf,
  storeReport,
  type UpstreamPoll,
  updatePoll,
} from '../../../db/upstream/upstream.ts';
import type { Deps } from '../../context/deps.ts';
import { errorFacts } from '../../core/log.ts';
import { SECOND } from '../../domain/time/time.ts';
import { incidentsFor, type VendorReport, vendorReportOf } from '../../domain/upstream/report.ts';
import { pollWait } from '../../domain/upstream/timing.ts';
import { readVendor } from '../../domain/upstream/vendor/index.ts';
import { type Change, commit } from '../commit.ts';
import { vendorActor } from './actor.ts';
import { draftFromVendor } from './draft.ts';
import { getVendor } from './get.ts';

export type UpstreamPoller = Pick<
  Deps,
  'db' | 'clock' | 'newId' | 'stores' | 'log' | 'wake' | 'send'
>;

/** `most`: addresses of one run. `inFlight`: at one time. No poll begins after `ms`. */
export type PollLimits = { most: number; inFlight: number; ms: number };
export const nodePolls: PollLimits = { most: 200, inFlight: 10, ms: 40 * SECOND };

const running = new WeakMap<object, Promise<void>>();

/** Polls what is due. In one process one run at a time. */
export function pollUpstreams(deps: UpstreamPoller, limits = nodePolls): Promise<void> {
  const current = running.get(deps.db);
  if (current !== undefined) return current;
  const run = claimPolls(deps.db, { now: deps.clock(), most: limits.most })
    .then((due) => runPolls(deps, due, limits))
    .finally(() => running.delete(deps.db));
  running.set(deps.db, run);
  return run;
}

/** Asks each address once for all that follow it, and shows what has changed. */
export async function runPolls(
  deps: UpstreamPoller,
  due: readonly UpstreamPoll[],
  { inFlight, ms }: PollLimits,
): Promise<void> {
  if (due.length === 0) return;
  const startedAt = performance.now();
  const waiting = [...due];
  const polled: UpstreamPoll[] = [];
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      if (performance.now() - startedAt > ms) return;
      polled.push({ ...one, ...(await pollOne(deps, one)) });
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, due.length) }, work));
  if (polled.length === 0) return;
  await write(
    deps.db,
    polled.map(({ url, ...row }) => updatePoll(deps.db, url, row)),
  );
  await showReports(deps, polled);
}

async function pollOne(
  { send, clock }: UpstreamPoller,
  { url, kind, etag, lastModified, reading, misses }: UpstreamPoll,
): Promise<Partial<UpstreamPoll>> {
  const headers = {
    ...(etag && reading ? { 'if-none-match': etag } : {}),
    ...(lastModified && reading ? { 'if-modified-since': lastModified } : {}),
  };
  const answer = await getVendor(send, url, { headers });
  const now = clock();
  const missed = (failure: string, retryAfter: string | null = null) => ({
    ...{ misses: misses + 1, failure, dueAt: now + pollWait(misses + 1, retryAfter, now) },
  });
  if ('failure' in answer) return missed(answer.failure);
  const { status, body, headers: answered } = answer;
  const retryAfter = answered.get('retry-after');
  const well = { misses: 0, failure: null, answeredAt: now, dueAt: now + pollWait(0, null, now) };
  if (status === 304 && reading) return well;
  if (status !== 200) return missed(`It answered ${status}.`, retryAfter);
  const next = readVendor(kind, body, now);
  if (!next) return missed('The answer has another form than before.');
  return {
    ...{ ...well, reading: next, etag: answered.get('etag') },
    lastModified: answered.get('last-modified'),
  };
}

/** One change of a page for all of its components whose report changed, and drafts where they are wanted. */
async function showReports(deps: UpstreamPoller, polled: readonly UpstreamPoll[]): Promise<void> {
  const byUrl = new Map(polled.map((one) => [one.url, one]));
  const followers = await followersOf(deps.db, [...byUrl.keys()]);
  for (const [pageId, own] of Map.groupBy(followers, (one) => one.upstream.pageId)) {
    try {
      await showOnPage(deps, pageId, own, byUrl);
      for (const one of own) await draftOf(deps, one, byUrl.get(one.upstream.url));
    } catch (error) {
      // The next poll shows it.
      deps.log('warn', 'the report of a vendor is not shown yet', {
        page: pageId,
        ...errorFacts(error),
      });
    }
  }
}

async function showOnPage(
  deps: UpstreamPoller,
  pageId: string,
  followers: readonly Follower[],
  polls: ReadonlyMap<string, UpstreamPoll>,
): Promise<void> {
  const at = deps.clock();
  const changed = followers.flatMap(({ upstream, report: before, name }) => {
    const poll = polls.get(upstream.url);
    if (!poll) return [];
    // A page that turned out to be this one says nothing.
    const isSelf = poll.reading?.pageId === pageId;
    const report = isSelf
      ? null
      : vendorReportOf(poll.reading, upstream, { misses: poll.misses, before, now: at });
    const isSame = JSON.stringify(report) === JSON.stringify(before);
    return isSame ? [] : [{ id: upstream.componentId, vendor: upstream.vendor, name, report }];
  });
  const entries = changed.map(
    ({ id, name, vendor, report }): Change => ({
      ...{ pageId, actor: vendorActor, at, action: 'report' },
      ...{ subject: 'component', subjectId: id, after: { name, vendor, words: wordsOf(report) } },
    }),
  );
  const [first, ...others] = entries;
  if (!first) return;
  await commit(deps, first, [
    ...others.map((one) => insertAudit(deps.db, { id: deps.newId(), ...one })),
    ...changed.map(({ id, report }) => storeReport(deps.db, id, report)),
  ]);
}

const wordsOf = (report: VendorReport | null): string =>
  report === null ? 'nothing' : report.isKnown ? report.words : 'unknown';

/** Starts a draft for an incident of the vendor that concerns the component; none while it has an incident of ours. */
async function draftOf(
  deps: UpstreamPoller,
  { upstream }: Follower,
  poll: UpstreamPoll | undefined,
): Promise<void> {
  if (!upstream.drafts || !poll?.reading || poll.misses > 0) return;
  const incidents = incidentsFor(poll.reading, upstream);
  if (incidents.length === 0) return;
  const { pageId, componentId } = upstream;
  if ((await openIncidentsOn(deps.db, pageId, [componentId])).length > 0) return;
  await draftFromVendor(deps, upstream, incidents);
}
