import { Hono } from 'hono';
import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import { type Draft, findDraft, listDrafts } from '../../../../db/draft/draft.ts';
import { endPresence } from '../../../../db/draft/presence.ts';
import { findIncident } from '../../../../db/incident/incident.ts';
import { listMembers } from '../../../../db/team/account.ts';
import { approveDraft, sendBack } from '../../../actions/draft/approve.ts';
import { discardDraft } from '../../../actions/draft/close.ts';
import { newerDraft } from '../../../actions/draft/newer.ts';
import { saveDraft } from '../../../actions/draft/save.ts';
import { cancelSchedule } from '../../../actions/draft/schedule.ts';
import { Override } from '../../../actions/incident/input.ts';
import type { App, AppContext, Pages, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { formPathOf } from '../../../domain/draft/path.ts';
import { isUntouched } from '../../../domain/draft/untouched.ts';
import { assertDraftReadable } from '../../../http/access/restricted.ts';
import { handleForm, parse, text, type Values, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { draftStatus } from './draft-status.ts';
import { checked } from './submission/check.ts';
import { recordOf } from './submission/record.ts';
import { earlierLink, valuesOfDraft } from './submission/resume-draft.ts';
import { type About, postedIn, publishedLink } from './submission/submission.ts';

/** Drafts. The form’s script saves here while somebody types. */
export function drafts(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('draft.edit'));
  for (const path of ['/:id', '/:id/*'])
    app.use(path, async (c, next) => {
      const found = await findDraft(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
      if (found) await assertDraftReadable(c, found.draft);
      await next();
    });
  const untouched = async (c: AppContext) => {
    const { deps, actor, page } = c.var;
    const drafts = await listDrafts(deps.db, page.id, { personId: actor.id });
    return drafts.filter((draft) => isUntouched(draft, deps.clock()));
  };
  const draw = async (c: AppContext, form: RefusedForm) => {
    const known = await read(c, await draftOf(c));
    return renderPage(c, '/admin/drafts/[id]', { ...known, form });
  };

  app.get('/discard-untouched', async (c) =>
    renderPage(c, '/admin/drafts/discard-untouched', { drafts: await untouched(c) }),
  );
  app.post('/discard-untouched', async (c) => {
    const { deps, actor, page } = c.var;
    const shown = [(await valuesOf(c)).drafts ?? []].flat();
    // What somebody changed since the page was shown is kept.
    const gone = (await untouched(c)).filter(({ id }) => shown.includes(id));
    for (const { id } of gone) await discardDraft(deps, actor, page.id, id);
    return c.redirect(gone.length > 0 ? '/admin?done=drafts-discarded' : '/admin', 303);
  });
  app.post('/:id', (c) =>
    inJson(c, async () => {
      const values = { ...(await valuesOf(c)), draft: c.req.param('id') };
      const posted = postedIn(values, await aboutOf(c, values));
      if (!posted) throw notFound('draft');
      const { deps, actor, page } = c.var;
      const { draft, withdrawn } = await saveDraft(deps, actor, page.id, posted);
      const newer =
        draft.state === 'published' ? await newerDraft(deps, actor, page.id, draft, posted) : null;
      const result = await draftStatus(c, renderPage, newer ?? draft, values);
      return {
        ...result,
        withdrawn,
        ...(newer && { moved: { draft: newer.id, key: deps.newId() } }),
      };
    }),
  );
  app.post('/:id/here', (c) =>
    inJson(c, async () => {
      const { deps, actor, page } = c.var;
      const values = await valuesOf(c);
      const { draft } = (await findDraft(deps.db, page.id, c.req.param('id'))) ?? {};
      if (!draft) throw notFound('draft');
      if (text(values, 'leaving') === '') return draftStatus(c, renderPage, draft);
      await endPresence(deps.db, draft.id, actor.id);
      return {};
    }),
  );
  app.get('/:id', async (c) => {
    const draft = await draftOf(c);
    if (draft.state === 'published') return c.redirect(earlierLink(c, draft), 303);
    if (draft.state !== 'asked' && draft.state !== 'scheduled')
      return c.redirect(formPathOf(draft), 303);
    return renderPage(c, '/admin/drafts/[id]', await read(c, draft));
  });
  app.post('/:id/approve', requirePermission('incident.approve'), async (c) => {
    const before = await draftOf(c);
    return handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const { revision, alone } = parse(Approving, values);
        const decision = { revision, override: alone };
        const { published } = await approveDraft(deps, actor, page.id, before.id, decision);
        return published
          ? publishedLink(published)
          : `/admin/drafts/${before.id}?done=draft-approved`;
      },
      draw: (form) => draw(c, form),
    });
  });
  app.post('/:id/send-back', requirePermission('incident.approve'), async (c) => {
    const before = await draftOf(c);
    return handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        await sendBack(deps, actor, page.id, before.id, parse(SendingBack, values).note);
        return '/admin?done=draft-sent-back';
      },
      draw: (form) => draw(c, form),
    });
  });
  app.post('/:id/cancel', requirePermission('incident.publish'), async (c) => {
    const { deps, actor, page } = c.var;
    const draft = await cancelSchedule(deps, actor, page.id, c.req.param('id'));
    return c.redirect(`${formPathOf(draft)}&done=draft-cancelled`, 303);
  });
  app.get('/:id/discard', async (c) =>
    renderPage(c, '/admin/drafts/[id]/discard', { draft: await draftOf(c) }),
  );
  app.post('/:id/discard', async (c) => {
    const { deps, actor, page } = c.var;
    await discardDraft(deps, actor, page.id, c.req.param('id'));
    return c.redirect('/admin?done=draft-discarded', 303);
  });
  return app;
}

const Approving = z.object({ revision: z.coerce.number().int().catch(0), alone: Override });
const SendingBack = z.object({
  note: z
    .string('Describe what should change.')
    .trim()
    .min(1, 'Describe what should change.')
    .max(1000, 'A note can have at most 1,000 characters.'),
});

/** The draft for a second person: as it would be published now, and the previous text. */
async function read(c: AppContext, draft: Draft): Promise<Pages['/admin/drafts/[id]']> {
  const { deps, page, actor } = c.var;
  const [record, members, components] = await Promise.all([
    draft.incidentId ? findIncident(deps.db, page.id, draft.incidentId) : null,
    listMembers(deps.db, page.id),
    listComponents(deps.db, page.id),
  ]);
  const values = { ...valuesOfDraft(draft, actor.id), ...(record ? { incident: record.id } : {}) };
  const { findings, recipients } = await checked(c, values, record ?? undefined);
  return { draft, record, members, components, findings, recipients };
}

async function draftOf(c: AppContext): Promise<Draft> {
  const found = await findDraft(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
  if (!found) throw notFound('draft');
  return found.draft;
}

/** The subject of the form; an incident of another page does not count. */
async function aboutOf(c: AppContext, values: Values): Promise<About> {
  const kind = text(values, 'kind') === 'maintenance' ? 'maintenance' : 'incident';
  const id = text(values, 'incident');
  if (!id) return { kind, incidentId: null };
  return { kind: (await recordOf(c, id)).kind, incidentId: id };
}

async function inJson(c: AppContext, run: () => Promise<object>): Promise<Response> {
  try {
    return c.json(await run());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return c.json({ message: error.message, link: error.link }, error.status);
  }
}
