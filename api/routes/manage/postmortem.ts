import { Hono } from 'hono';
import { z } from 'zod';
import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findReviewOf, type Review } from '../../../db/review/review.ts';
import { IncidentPatch } from '../../actions/incident/input.ts';
import { startReview } from '../../actions/review/review.ts';
import { saveReview } from '../../actions/review/write.ts';
import type { App, AppContext } from '../../context/context.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { isoTime, isoTimeOrNull } from '../../domain/time/iso.ts';
import { assertCan, requirePermission } from '../../http/permission.ts';
import { prefillOf } from '../../reads/review/document.ts';
import { publishRequest } from './publish-request.ts';
import { readBody, unwrap } from './request/body.ts';
import { flag, maybe, parsed, textField } from './request/fields.ts';
import { onlyTakes } from './request/methods.ts';
import { aboutTexts } from './request/translations.ts';

const edits = requirePermission('review.edit');
const { preflight_override, approval_override } = aboutTexts;

export const postmortemFields = z.object({ body_draft: textField('body_draft') });
/** `notify_twitter` and `custom_tweet` are accepted and ignored. */
export const postmortemPublishFields = z.object({
  notify_subscribers: maybe(flag('notify_subscribers')),
  preflight_override,
  approval_override,
});

/** Under `/pages/:page/incidents/:incident/postmortem`: the text for customers, not the review. */
export function postmortem(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => c.json(await shown(c)));

  app.put('/', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const { body_draft } = parsed(postmortemFields, unwrap(await readBody(c), 'postmortem'));
    const prefill = prefillOf(deps.db, page, actor.name, deps.clock());
    const of = { pageId: page.id, incidentId: incidentIn(c) };
    const id = await startReview(deps, actor, of, prefill);
    const text = { values: {}, publicBody: body_draft };
    await saveReview(deps, actor, page, id, text, { sorts: false });
    return c.json(await shown(c));
  });

  app.delete('/', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const { review, published } = await found(c);
    if (published) throw new Problem('invalid', PUBLISHED);
    if (!review?.publicBody) throw notFound('postmortem');
    const text = { values: {}, publicBody: '' };
    await saveReview(deps, actor, page, review.id, text, { sorts: false });
    return c.body(null, 204);
  });

  app.put('/publish', requirePermission('incident.publish'), async (c) => {
    const { actor, page } = c.var;
    const body = await readBody(c);
    const asked = parsed(postmortemPublishFields, body.postmortem ?? {});
    const { review, published } = await found(c);
    if (published) throw new Problem('conflict', 'The postmortem is published already.');
    if (!review?.publicBody)
      throw new Problem('invalid', 'Send the text as body_draft first.', { body_draft: 'Empty.' });
    if (review.state !== 'approved') assertApproval(c);
    const patch = parsed(IncidentPatch, {
      state: 'postmortem',
      body: review.publicBody,
      locale: page.locale,
      deliverNotifications: asked.notify_subscribers,
      override: asked.preflight_override,
      approvalOverride: asked.approval_override,
    });
    assertCan(actor, 'incident.edit', page);
    const id = incidentIn(c);
    await publishRequest(c, { what: 'change', id, patch, scope: 'one', mayOverlap: true });
    return c.json(await shown(c));
  });

  app.put('/revert', requirePermission('incident.publish'), async (c) => {
    const { published } = await found(c);
    throw published
      ? new Problem('invalid', PUBLISHED)
      : new Problem('conflict', 'The postmortem isn’t published.');
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'PUT', 'DELETE'));
  for (const verb of ['publish', 'revert']) app.all(`/${verb}`, onlyTakes('PUT'));
  return app;
}

const PUBLISHED =
  'A published postmortem stays in the history. Correct its update, or delete the incident.';

/** Owners publish a text that nobody approved; everyone else needs a second person, as in the console. */
function assertApproval({ var: { actor, page } }: AppContext): void {
  try {
    assertCan(actor, 'approval.override', page);
  } catch {
    throw new Problem(
      'conflict',
      'This postmortem isn’t approved. Approve it under Postmortems, or publish it with an owner’s token.',
    );
  }
}

const incidentIn = (c: AppContext): string =>
  (c.req.param() as { incident?: string }).incident ?? '';

async function found(c: AppContext) {
  const { deps, page } = c.var;
  const incident = await findIncident(deps.db, page.id, incidentIn(c));
  if (!incident) throw notFound('incident');
  return { review: await findReviewOf(deps.db, incident.id), published: publishedIn(incident) };
}

type Update = IncidentRecord['updates'][number];

/** The newest public update with the postmortem. */
const publishedIn = ({ updates }: IncidentRecord): Update | undefined =>
  updates.find(({ state }) => state === 'postmortem');

async function shown(c: AppContext) {
  const { review, published } = await found(c);
  if (!published && !review?.publicBody) throw notFound('postmortem');
  return shapeOf(review, published);
}

const shapeOf = (review: Review | null, published: Update | undefined) => ({
  preview_key: null,
  body: published?.body ?? null,
  body_updated_at: isoTimeOrNull(published?.updatedAt),
  body_draft: review?.publicBody || null,
  body_draft_updated_at: review?.publicBody ? isoTime(review.updatedAt) : null,
  published_at: isoTimeOrNull(published?.displayAt),
  notify_subscribers: published?.deliverNotifications ?? false,
  notify_twitter: false,
  custom_tweet: null,
  created_at: isoTimeOrNull(review?.createdAt ?? published?.createdAt),
  updated_at: isoTimeOrNull(review?.updatedAt ?? published?.updatedAt),
});
