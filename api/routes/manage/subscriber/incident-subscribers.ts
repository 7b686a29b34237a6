import { Hono } from 'hono';
import { z } from 'zod';
import { findIncident } from '../../../../db/incident/incident.ts';
import { incidentFollowers } from '../../../../db/subscriber/api-list.ts';
import { chosenComponents } from '../../../../db/subscriber/subscriber.ts';
import {
  addSubscriber,
  chooseForSubscriber,
  removeSubscriber,
  resendConfirmation,
} from '../../../actions/subscriber/operator.ts';
import { choiceOf, SignUp } from '../../../actions/subscriber/sign-up.ts';
import { vouchForSubscriber } from '../../../actions/subscriber/vouch.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { assertCan, requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, maybe, parsed, textField } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { subscriberShapes } from './shapes.ts';

const reads = requirePermission('subscriber.read');
const edits = requirePermission('subscriber.edit');

export const incidentSubscriberFields = z.object({
  email: maybe(textField('email')),
  skip_confirmation_notification: maybe(flag('skip_confirmation_notification')),
});

/** Under `/pages/:page/incidents/:incident/subscribers`: who follows this incident only. */
export function incidentSubscribers(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', reads, async (c) => {
    const rows = await incidentFollowers(c.var.deps.db, c.var.page.id, await incidentIn(c));
    return c.json(await subscriberShapes(c, slice(rows, listingOf(c))));
  });

  app.post('/', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const incident = await incidentIn(c);
    const given = unwrap(await readBody(c), 'subscriber');
    const asked = parsed(incidentSubscriberFields, given);
    if (!asked.email)
      throw new Problem('invalid', 'Send an email address. This page sends no text messages.', {
        email: 'Missing.',
      });
    const { email } = parsed(SignUp.pick({ email: true }), { email: asked.email });
    const isVouched = asked.skip_confirmation_notification === true;
    if (isVouched) assertCan(actor, 'subscriber.vouch', page);
    const scope = { scope: 'incident' as const, incident, components: [] };
    if (isVouched) {
      const choice = await choiceOf(deps, page.id, scope);
      await vouchForSubscriber(deps, actor, page, { email, choice });
    } else await addSubscriber(deps, actor, page, { email, ...scope });
    const rows = await incidentFollowers(deps.db, page.id, incident);
    const added = rows.filter((row) => row.email === email);
    const [shape = null] = await subscriberShapes(c, added);
    return c.json({ ...shape, skip_confirmation_notification: isVouched }, 201);
  });

  app.get('/:subscriber', reads, async (c) => c.json(await shownFollower(c)));

  /** Ends the subscription to this incident; whoever has no other is unsubscribed. */
  app.delete('/:subscriber', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const before = await shownFollower(c);
    const incident = c.req.param('incident') ?? '';
    const others = (await chosenComponents(deps.db, before.id)).filter((id) => id !== incident);
    if (others.length === 0) await removeSubscriber(deps, actor, page.id, before.id);
    else {
      const choice = { allComponents: false, componentIds: others };
      await chooseForSubscriber(deps, actor, page.id, before.id, choice);
    }
    return c.json(before);
  });

  app.post('/:subscriber/resend_confirmation', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const { id } = await shownFollower(c);
    await resendConfirmation(deps, actor, page, id);
    return c.json(await shownFollower(c), 201);
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:subscriber', onlyTakes('GET', 'HEAD', 'DELETE'));
  app.all('/:subscriber/resend_confirmation', onlyTakes('POST'));
  return app;
}

/** The incident in the path. */
async function incidentIn(c: AppContext): Promise<string> {
  const id = c.req.param('incident') ?? '';
  if (!(await findIncident(c.var.deps.db, c.var.page.id, id))) throw notFound('incident');
  return id;
}

async function shownFollower(c: AppContext) {
  const rows = await incidentFollowers(c.var.deps.db, c.var.page.id, await incidentIn(c));
  const row = rows.find(({ id }) => id === c.req.param('subscriber'));
  const [shape] = row ? await subscriberShapes(c, [row]) : [];
  if (!shape) throw notFound('subscriber');
  return shape;
}
