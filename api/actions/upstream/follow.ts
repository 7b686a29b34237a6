import type { Component } from '../../../db/component/component.ts';
import {
  countUpstreams,
  deleteUnfollowed,
  deleteUpstream,
  findUpstream,
  storePoll,
  storeReport,
  storeUpstream,
} from '../../../db/upstream/upstream.ts';
import { Problem, refused } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { NewUpstream } from '../../domain/upstream/input.ts';
import { vendorReportOf } from '../../domain/upstream/report.ts';
import { EVERY } from '../../domain/upstream/timing.ts';
import { readVendor } from '../../domain/upstream/vendor/index.ts';
import { commit, type Publisher } from '../commit.ts';
import { getVendor } from './get.ts';
import { assertNoLoop, type UpstreamProber, vendorAddress } from './probe.ts';

const MAX_UPSTREAMS = 100;

type Followed = Pick<Component, 'id' | 'pageId' | 'name' | 'group'>;

/** A component shows from now on what a vendor reports. It is read once more first. */
export async function followVendor(
  deps: Publisher & UpstreamProber,
  actor: Actor,
  { id: componentId, pageId, name, group }: Followed,
  input: NewUpstream,
): Promise<void> {
  if (group) throw new Problem('invalid', 'A group shows what its components report.');
  const polled = vendorAddress(deps, input.url).href;
  const pageUrl = vendorAddress(deps, input.pageUrl).href;
  const before = await findUpstream(deps.db, pageId, componentId);
  if (!before && (await countUpstreams(deps.db, pageId)) >= MAX_UPSTREAMS)
    throw refused({ address: `A page can follow at most ${MAX_UPSTREAMS} vendors.` });
  const answer = await getVendor(deps.send, polled);
  const at = deps.clock();
  const reading =
    'failure' in answer || answer.status !== 200 ? null : readVendor(input.kind, answer.body, at);
  if (!reading || 'failure' in answer)
    throw refused({ address: 'Their page can’t be read right now. Try again in a minute.' });
  await assertNoLoop(deps, pageId, pageUrl, reading.pageId);
  if (new URL(polled).host !== new URL(pageUrl).host)
    await assertNoLoop(deps, pageId, polled, null);
  const { vendor, componentRef, drafts, kind } = input;
  const follower = { vendor, pageUrl, componentRef };
  const report = vendorReportOf(reading, follower, { misses: 0, before: null, now: at });
  await commit(
    deps,
    {
      ...{ pageId, actor, at, action: 'follow', subject: 'component', subjectId: componentId },
      after: { name, vendor, pageUrl },
    },
    [
      storeUpstream(deps.db, {
        ...{ componentId, pageId, ...follower, url: polled, kind, drafts },
        ...{ createdBy: actor.name, createdAt: at },
      }),
      storePoll(deps.db, {
        ...{ url: polled, kind, reading, dueAt: at + EVERY, misses: 0, failure: null },
        ...{ etag: answer.headers.get('etag'), lastModified: answer.headers.get('last-modified') },
        answeredAt: at,
      }),
      storeReport(deps.db, componentId, report),
      deleteUnfollowed(),
    ],
  );
}

export async function unfollowVendor(
  deps: Publisher,
  actor: Actor,
  { id: componentId, pageId, name }: Followed,
): Promise<void> {
  const before = await findUpstream(deps.db, pageId, componentId);
  if (!before) return;
  const { vendor } = before.upstream;
  await commit(
    deps,
    {
      ...{ pageId, actor, at: deps.clock(), action: 'unfollow' },
      ...{ subject: 'component', subjectId: componentId, after: { name, vendor } },
    },
    [
      deleteUpstream(deps.db, componentId),
      storeReport(deps.db, componentId, null),
      deleteUnfollowed(),
    ],
  );
}
