import { Hono } from 'hono';
import { z } from 'zod';
import { subscribersOfPage } from '../../../../db/subscriber/api-list.ts';
import { countSubscribers } from '../../../../db/subscriber/list.ts';
import {
  addDestination,
  rotateSecret,
} from '../../../actions/subscriber/destination/destination.ts';
import { eraseSubscriber } from '../../../actions/subscriber/erase.ts';
import {
  addSubscriber,
  chooseForSubscriber,
  removeSubscriber,
  resendConfirmation,
  subscriberCalled,
} from '../../../actions/subscriber/operator.ts';
import { SignUp } from '../../../actions/subscriber/sign-up.ts';
import { vouchForSubscriber } from '../../../actions/subscriber/vouch.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { assertCan, requirePermission } from '../../../http/permission.ts';
import { readPersonalData } from '../../../reads/subscriber/personal-data.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, maybe, parsed } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { bulkRoutes } from './bulk.ts';
import {
  choiceIn,
  destinationIn,
  newSubscriber,
  subscriberListingOf,
  subscriberPatchFields,
} from './request.ts';
import { countShape, histogramShape } from './shape.ts';
import { subscriberShapes } from './shapes.ts';

const reads = requirePermission('subscriber.read');
const edits = requirePermission('subscriber.edit');
export const deletionFields = z.object({
  skip_unsubscription_notification: maybe(flag('skip_unsubscription_notification')),
  /** Ours: deletes everything about them instead of unsubscribing them. */
  erase: maybe(flag('erase')),
});

/** Under `/pages/:page/subscribers`. */
export function manageSubscribers(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', reads, async (c) => {
    const rows = await subscribersOfPage(c.var.deps.db, c.var.page.id, subscriberListingOf(c));
    return c.json(await subscriberShapes(c, rows));
  });
  app.get('/unsubscribed', reads, async (c) => {
    const query = { ...subscriberListingOf(c), standing: 'left' as const };
    return c.json(
      await subscriberShapes(c, await subscribersOfPage(c.var.deps.db, c.var.page.id, query)),
    );
  });
  app.get('/count', reads, async (c) => {
    const { channel, standing } = subscriberListingOf(c);
    const counts = await countSubscribers(c.var.deps.db, c.var.page.id);
    const given = counts.filter(
      (one) =>
        (channel === null || one.channel === channel) &&
        (standing === null ? one.standing !== 'left' : one.standing === standing),
    );
    return c.json(countShape(given));
  });
  app.get('/histogram_by_state', reads, async (c) =>
    c.json(histogramShape(await countSubscribers(c.var.deps.db, c.var.page.id))),
  );

  app.post('/', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const asked = newSubscriber(unwrap(await readBody(c), 'subscriber'));
    const choice = await choiceIn(c, asked.component_ids);
    const destination = destinationIn(asked);
    if (destination) {
      const { channel, address } = destination;
      const contactEmail = asked.email
        ? parsed(SignUp.pick({ email: true }), { email: asked.email }).email
        : null;
      const of = { channel, address, contactEmail, choice };
      const { id, secret } = await addDestination(deps, actor, page, of);
      return c.json({ ...(await shown(c, id)), ...(secret ? { secret } : {}) }, 201);
    }
    const isVouched = asked.skip_confirmation_notification === true;
    if (isVouched) assertCan(actor, 'subscriber.vouch', page);
    if (!asked.email) throw new Problem('invalid', 'Send an email address.', { email: 'Missing.' });
    const { email } = parsed(SignUp.pick({ email: true }), { email: asked.email });
    const id = isVouched
      ? await vouchForSubscriber(deps, actor, page, { email, choice })
      : await addSubscriber(deps, actor, page, {
          ...{ email, scope: choice.allComponents ? 'all' : 'some' },
          components: choice.componentIds,
        });
    if (!choice.allComponents && !isVouched)
      await chooseForSubscriber(deps, actor, page.id, id, choice);
    const shape = await shown(c, id);
    return c.json({ ...shape, skip_confirmation_notification: isVouched }, 201);
  });

  app.route('/', bulkRoutes(subscriberShapes));

  app.get('/:subscriber', reads, async (c) => c.json(await shown(c, c.req.param('subscriber'))));
  app.get('/:subscriber/export', reads, async (c) => {
    const { deps, page } = c.var;
    return c.json(await readPersonalData(deps.db, page.id, c.req.param('subscriber')));
  });
  app.on(['PATCH', 'PUT'], '/:subscriber', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('subscriber');
    const asked = unwrap(await readBody(c), 'subscriber');
    const { component_ids } = parsed(subscriberPatchFields, asked);
    const choice = await choiceIn(c, component_ids);
    await chooseForSubscriber(deps, actor, page.id, id, choice);
    return c.json(await shown(c, id));
  });
  app.delete('/:subscriber', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('subscriber');
    const { erase } = parsed(deletionFields, c.req.query());
    if (!erase) {
      await removeSubscriber(deps, actor, page.id, id);
      return c.json(await shown(c, id));
    }
    const before = await shown(c, id);
    await eraseSubscriber(deps, actor, page.id, id);
    return c.json(before);
  });
  app.post('/:subscriber/resend_confirmation', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('subscriber');
    await resendConfirmation(deps, actor, page, id);
    return c.json(await shown(c, id), 201);
  });

  app.post('/:subscriber/rotate_secret', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('subscriber');
    const { secret } = await rotateSecret(deps, actor, page.id, id);
    return c.json({ ...(await shown(c, id)), secret }, 201);
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  for (const path of ['/count', '/histogram_by_state', '/unsubscribed'])
    app.all(path, onlyTakes('GET', 'HEAD'));
  app.all('/:subscriber', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  app.all('/:subscriber/export', onlyTakes('GET', 'HEAD'));
  for (const verb of ['resend_confirmation', 'rotate_secret'])
    app.all(`/:subscriber/${verb}`, onlyTakes('POST'));
  return app;
}

async function shown(c: AppContext, id: string) {
  const row = await subscriberCalled(c.var.deps, c.var.page.id, id);
  const [shape] = await subscriberShapes(c, [row]);
  return shape;
}
