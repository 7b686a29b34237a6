import { Hono } from 'hono';
import { z } from 'zod';
import { requireReview, skipReview, startReview } from '../../../actions/review/review.ts';
import {
  approveReview,
  closeReview,
  returnReview,
  submitReview,
} from '../../../actions/review/step.ts';
import { saveReview } from '../../../actions/review/write.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { personIdOf } from '../../../domain/incident/access.ts';
import { requirePermission } from '../../../http/permission.ts';
import { prefillOf, readReview } from '../../../reads/review/document.ts';
import { reviewFile } from '../../../reads/review/file.ts';
import { readReviews } from '../../../reads/review/list.ts';
import { readBody, unwrap } from '../request/body.ts';
import { parsed, textField } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { reviewIn } from './request.ts';
import { reviewLineShape, reviewShape } from './shape.ts';

const may = requirePermission('review.edit');
const approves = requirePermission('incident.approve');

const Filter = z.object({
  state: textField('state').optional(),
  incident_id: textField('incident_id').optional(),
});
const OfIncident = z.object({ incident_id: textField('incident_id') });
const Reason = z.object({ reason: textField('reason').default('') });
const Note = z.object({ note: textField('note').default('') });

/** Under `/pages/:page/reviews`. */
export function reviews(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const { deps, page, actor } = c.var;
    const { state, incident_id: incidentId } = parsed(Filter, c.req.query());
    const options = { personId: personIdOf(actor), now: deps.clock() };
    const { lines } = await readReviews(deps.db, page, options);
    const found = lines.filter(
      (one) => (!state || one.state === state) && (!incidentId || one.incidentId === incidentId),
    );
    return c.json(slice(found, listingOf(c)).map(reviewLineShape));
  });

  /** Begins the postmortem of an incident, or answers with the one that there is. */
  app.post('/', may, async (c) => {
    const { deps, page, actor } = c.var;
    const { incident_id: incidentId } = parsed(OfIncident, unwrap(await readBody(c), 'review'));
    const prefill = prefillOf(deps.db, page, actor.name, deps.clock());
    const id = await startReview(deps, actor, { pageId: page.id, incidentId }, prefill);
    return c.json(await shown(c, id), 201);
  });

  app.get('/:review', async (c) => c.json(await shown(c, c.req.param('review'))));
  app.get('/:review/markdown', async (c) => {
    const { text } = reviewFile(
      await requireDocument(c, c.req.param('review')),
      c.var.page.timeZone,
    );
    return c.json({ markdown: text });
  });

  app.on(['PATCH', 'PUT'], '/:review', may, async (c) => {
    const { deps, page, actor } = c.var;
    const id = c.req.param('review');
    const text = reviewIn(unwrap(await readBody(c), 'review'), page.timeZone);
    await saveReview(deps, actor, page, id, text, { sorts: true });
    return c.json(await shown(c, id));
  });

  const respond = (c: AppContext) =>
    [c.var.deps, c.var.actor, c.var.page.id, c.req.param('review') ?? ''] as const;
  const now = async (c: AppContext) => c.json(await shown(c, c.req.param('review') ?? ''));
  app.post('/:review/submit', may, async (c) => {
    await submitReview(...respond(c));
    return now(c);
  });
  app.post('/:review/approve', approves, async (c) => {
    await approveReview(...respond(c));
    return now(c);
  });
  app.post('/:review/send_back', approves, async (c) => {
    const { note } = parsed(Note, unwrap(await readBody(c), 'review'));
    await returnReview(...respond(c), note);
    return now(c);
  });
  app.post('/:review/close', may, async (c) => {
    await closeReview(...respond(c));
    return now(c);
  });
  /** By the ID of the incident, since there may be no document yet. */
  app.post('/not_needed', may, async (c) => {
    const { deps, actor, page } = c.var;
    const body = unwrap(await readBody(c), 'review');
    const { incident_id: incidentId } = parsed(OfIncident, body);
    const { reason } = parsed(Reason, body);
    const id = await skipReview(deps, actor, { pageId: page.id, incidentId }, reason);
    return c.json(await shown(c, id), 201);
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/not_needed', onlyTakes('POST'));
  app.all('/:review', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  app.all('/:review/markdown', onlyTakes('GET', 'HEAD'));
  for (const part of ['submit', 'approve', 'send_back', 'close'])
    app.all(`/:review/${part}`, onlyTakes('POST'));
  return app;
}

async function requireDocument(c: AppContext, id: string) {
  const { deps, actor, page } = c.var;
  const review = await requireReview(deps, actor, page.id, id);
  const document = await readReview(deps.db, page, review, deps.clock());
  if (!document) throw notFound('postmortem');
  return document;
}

const shown = async (c: AppContext, id: string) =>
  reviewShape(await requireDocument(c, id), c.var.page.timeZone);
