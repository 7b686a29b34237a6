import { Hono } from 'hono';
import { findPage, type Page } from '../../../db/page/page.ts';
import { rotateSecret } from '../../actions/subscriber/destination/destination.ts';
import { limitOwner, ownedDestination } from '../../actions/subscriber/owner/owned.ts';
import { sendDeliveryAgain } from '../../actions/subscriber/owner/send-again.ts';
import { sendTest } from '../../actions/subscriber/owner/send-test.ts';
import { asSubscriber } from '../../actions/subscriber/subscriber-audit.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../context/context.ts';
import { Problem } from '../../core/problem.ts';
import { HOUR } from '../../domain/time/time.ts';
import { handleForm } from '../../http/form.ts';
import { languageOf } from '../../http/language.ts';
import { drawn } from '../../http/serve/drawing-permit.ts';
import { testDestination } from '../../notify/test/destination.ts';
import { readDeliveries, readPayload } from '../../reads/subscriber/deliveries.ts';

const PAGE = '/subscriptions/[token]/deliveries';
const PATH = '/subscriptions/:token/deliveries';

/** What was sent to a destination, for its owner, who has the link to its preferences. */
export function ownedDeliveries(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  const draw = async (c: AppContext, more: { form?: RefusedForm; secret?: string } = {}) => {
    const { deps } = c.var;
    const token = c.req.param('token') ?? '';
    const page = await pageOf(c);
    const who = await ownedDestination(deps, page.id, token);
    const shown = await readDeliveries(deps.db, who, deps.clock());
    const snapshot = await deps.snapshots.current();
    c.set('locals', { ...c.get('locals'), snapshot, ...languageOf(c, snapshot) });
    const props = { ...shown, token, done: c.req.query('done') ?? null, secret: null, ...more };
    return drawn(c, () => renderPage(c, PAGE, props));
  };
  /** Every change ends on the page, with what was refused. */
  const change = (c: AppContext, done: string, run: (page: Page, token: string) => Promise<void>) =>
    handleForm(c, {
      run: async () => {
        const token = c.req.param('token') ?? '';
        await run(await pageOf(c), token);
        return `${languageOf(c, null).prefix}/subscriptions/${token}/deliveries?done=${done}`;
      },
      draw: (form) => draw(c, { form }),
    });

  app.get(PATH, (c) => draw(c));
  app.get(`${PATH}/:id/payload`, async (c) => {
    const { deps } = c.var;
    const page = await pageOf(c);
    const who = await ownedDestination(deps, page.id, c.req.param('token'));
    const payload = await readPayload(deps, who, page, c.req.param('id'));
    return c.body(payload, 200, { 'content-type': 'application/json; charset=utf-8' });
  });
  app.post(`${PATH}/test`, (c) =>
    change(c, 'test', (page, token) =>
      sendTest(c.var.deps, { pageId: page.id, token }, (who) =>
        testDestination(c.var.deps, page, who),
      ),
    ),
  );
  app.post(`${PATH}/:id/again`, (c) => {
    const id = c.req.param('id');
    return change(c, 'again', ({ id: pageId }, token) =>
      sendDeliveryAgain(c.var.deps, pageId, token, id),
    );
  });
  // The secret is in this response only.
  app.post(`${PATH}/secret`, (c) => {
    const { deps } = c.var;
    return handleForm(c, {
      run: async () => {
        const { id } = await pageOf(c);
        const who = await ownedDestination(deps, id, c.req.param('token'));
        await limitOwner(deps, { key: `own-secret:${who.id}`, limit: 5, window: HOUR });
        const { secret } = await rotateSecret(deps, asSubscriber(who), id, who.id);
        return { redraw: { secret } };
      },
      draw: (form) => {
        const { secret } = form.values;
        return form.status === 200 && typeof secret === 'string'
          ? draw(c, { secret })
          : draw(c, { form });
      },
    });
  });
  return app;
}

async function pageOf(c: AppContext): Promise<Page> {
  const snapshot = await c.var.deps.snapshots.current();
  const page = snapshot && (await findPage(c.var.deps.db, snapshot.page.id));
  if (!page) throw new Problem('unavailable', 'This status page isn’t set up yet.');
  return page;
}
