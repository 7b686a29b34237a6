import { Hono } from 'hono';
import { z } from 'zod';
import { findComponent } from '../../../../db/component/component.ts';
import { type FollowedRow, findUpstream, listUpstreams } from '../../../../db/upstream/upstream.ts';
import { unfollowVendor } from '../../../actions/upstream/follow.ts';
import { changeFollowed, followAddress } from '../../../actions/upstream/follow-address.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound, refused } from '../../../core/problem.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import { AddressedUpstream, AddressedUpstreamEdit } from '../../../domain/upstream/input.ts';
import { upstreamKindLabels } from '../../../domain/upstream/reading.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, maybe, parsed } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';

const may = requirePermission('component.edit');

const ComponentId = z.string('component_id is the ID of a component.');

/** Under `/pages/:page/vendors`: the status pages that components follow, by the component’s ID. */
export function manageVendors(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const all = await listUpstreams(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listingOf(c)).map(vendorShape));
  });
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const { component_id, ...given } = await givenIn(c);
    const id = parsed(ComponentId, component_id);
    const input = parsed(AddressedUpstream, given);
    const component = await findComponent(deps.db, page.id, id);
    if (!component) throw refused({ component_id: 'Choose a component of this page.' });
    const before = await findUpstream(deps.db, page.id, id);
    if (before)
      throw refused({
        component_id: `This component follows ${before.upstream.vendor} already. Change that with PATCH, or delete it first.`,
      });
    await followAddress(deps, actor, component, input);
    return c.json(await shapeOf(c, id), 201);
  });
  app.get('/:component', async (c) => c.json(await shapeOf(c, c.req.param('component'))));
  app.on(['PATCH', 'PUT'], '/:component', may, async (c) => {
    const component = await componentOf(c, c.req.param('component'));
    const edit = parsed(AddressedUpstreamEdit, await givenIn(c));
    await changeFollowed(c.var.deps, c.var.actor, component, edit);
    return c.json(await shapeOf(c, component.id));
  });
  app.delete('/:component', may, async (c) => {
    const component = await componentOf(c, c.req.param('component'));
    await unfollowVendor(c.var.deps, c.var.actor, component);
    return c.body(null, 204);
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:component', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  return app;
}

async function givenIn(c: AppContext): Promise<Record<string, unknown>> {
  const given = unwrap(await readBody(c), 'vendor');
  return { ...given, drafts: parsed(maybe(flag('drafts')), given.drafts) };
}

async function vendorOf(c: AppContext, id: string): Promise<FollowedRow> {
  const found = await findUpstream(c.var.deps.db, c.var.page.id, id);
  if (!found) throw notFound('vendor');
  return found;
}

/** A component that follows a vendor. */
async function componentOf(c: AppContext, id: string) {
  await vendorOf(c, id);
  const component = await findComponent(c.var.deps.db, c.var.page.id, id);
  if (!component) throw notFound('vendor');
  return component;
}

const shapeOf = async (c: AppContext, id: string) => vendorShape(await vendorOf(c, id));

const vendorShape = ({ upstream, report, reading, ...poll }: FollowedRow) => {
  const { componentId, componentRef, pageUrl, url, kind } = upstream;
  const part = reading?.components.find(({ id }) => id === componentRef);
  return {
    ...{ component_id: componentId, page_id: upstream.pageId, vendor: upstream.vendor },
    ...{ page_url: pageUrl, product: upstreamKindLabels[kind], polled_url: url },
    part: componentRef === null ? null : { id: componentRef, name: part?.name ?? '' },
    drafts: upstream.drafts,
    report: report && {
      ...{ text: report.words, url: report.url, known: report.isKnown },
      since: isoTime(report.at),
    },
    ...{ missed_polls: poll.misses ?? 0, failure: poll.failure },
    answered_at: poll.answeredAt === null ? null : isoTime(poll.answeredAt),
    ...{ created_by: upstream.createdBy, created_at: isoTime(upstream.createdAt) },
  };
};
