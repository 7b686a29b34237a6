import { createMiddleware } from 'hono/factory';
import type { Draft } from '../../../db/draft/draft.ts';
import { findAccess } from '../../../db/incident/reader.ts';
import type { App, AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { isNamed } from '../../domain/incident/access.ts';

/** A restricted incident exists only for the people it names: everybody else gets “not found”. */
export async function assertNamed(c: AppContext, incidentId: string): Promise<void> {
  const { deps, page, actor } = c.var;
  const access = await findAccess(deps.db, page.id, incidentId);
  if (access && !isNamed(access, actor)) throw notFound('incident');
}

/** A draft of a restricted incident is for the people it names; before it is opened, for its author. */
export async function assertDraftReadable(c: AppContext, draft: Draft): Promise<void> {
  if (draft.incidentId) await assertNamed(c, draft.incidentId);
  else if (draft.values.visibility === 'restricted' && draft.beganBy !== c.var.actor.id)
    throw notFound('draft');
}

/** Paths in the place of an id. */
const names = new Set(['new', 'compose', 'preview']);

/** For every route about an incident, by the name of its path parameter. */
export const namedOnly = (parameter: 'id' | 'incident') =>
  createMiddleware<App>(async (c, next) => {
    const id = (c.req.param() as Record<string, string>)[parameter] ?? '';
    if (!names.has(id)) await assertNamed(c, id);
    await next();
  });
