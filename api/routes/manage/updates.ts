import { Hono } from 'hono';
import { z } from 'zod';
import { findIncident } from '../../../db/incident/incident.ts';
import { Correction } from '../../actions/correction/correction.ts';
import type { App } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { requirePermission } from '../../http/permission.ts';
import { publishRequest } from './publish-request.ts';
import { readBody, unwrap } from './request/body.ts';
import { instant, maybe, parsed, textField } from './request/fields.ts';
import { onlyTakes } from './request/methods.ts';
import { aboutTexts } from './request/translations.ts';
import { updateShape } from './shape.ts';

/** Under `/pages/:page/incidents/:incident/incident_updates`: corrects published updates. */
export function updates(): Hono<App> {
  const app = new Hono<App>();

  app.on(['PATCH', 'PUT'], '/:update', requirePermission('history.correct'), async (c) => {
    const { deps, page } = c.var;
    // Both are in the path; `incident` is in the prefix of this app.
    const { incident = '', update } = c.req.param() as { incident?: string; update: string };
    const correction = correctionOf(unwrap(await readBody(c), 'incident_update'), page.timeZone);
    await publishRequest(c, { what: 'correction', id: incident, updateId: update, correction });
    const found = (await findIncident(deps.db, page.id, incident))?.updates;
    const row = found?.find((candidate) => candidate.id === update);
    if (!row) throw notFound('update');
    return c.json(updateShape(row, page));
  });

  app.all('/:update', onlyTakes('PATCH', 'PUT'));
  return app;
}

export const correctionFields = (zone: string) =>
  z.object({
    body: maybe(textField('body')),
    display_at: maybe(instant('display_at', zone)),
    ...aboutTexts,
  });

function correctionOf(value: unknown, zone: string): Correction {
  const fields = parsed(correctionFields(zone), value);
  return parsed(Correction, {
    body: fields.body,
    locale: fields.language,
    translations: fields.translations,
    displayAt: fields.display_at,
    override: fields.preflight_override,
    approvalOverride: fields.approval_override,
  });
}
