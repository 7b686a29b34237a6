import { Hono } from 'hono';
import { z } from 'zod';
import { findHandover, type HandoverRow, listHandovers } from '../../../../db/handover/handover.ts';
import { findIncident } from '../../../../db/incident/incident.ts';
import { answerHandover } from '../../../actions/handover/answer.ts';
import { NewHandover, offerHandover } from '../../../actions/handover/offer.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { handoverAnswers } from '../../../domain/handover/handover.ts';
import { noteFields } from '../../../domain/handover/note.ts';
import { responseRoles } from '../../../domain/room/response-role.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readNote } from '../../../reads/handover/proposal.ts';
import { readBody, unwrap } from '../request/body.ts';
import { maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom, roomIdempotencyKey } from '../room/request.ts';

const may = requirePermission('incident.respond');
const snake = (field: string) => field.replaceAll(/[A-Z]/g, (one) => `_${one.toLowerCase()}`);

export const handoverFields = z.object({
  to: textField('to'),
  roles: maybe(z.array(oneOf('roles', responseRoles), 'roles is a list of roles.')),
  ...Object.fromEntries(noteFields.map((field) => [snake(field), maybe(textField(snake(field)))])),
});
export const handoverAnswerFields = z.object({ do: oneOf('do', handoverAnswers) });

/** Under `…/incidents/:incident/handover`: the note as it is known, and the hand-overs so far. */
export function roomHandover(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const note = noteShape(await noteOf(c));
    const rows = await listHandovers(c.var.deps.db, inRoom(c).incidentId);
    return c.json({ note, handovers: slice(rows, listingOf(c)).map(handoverShape) });
  });
  /** Parts of the note that are left out are as the product knows them. */
  app.post('/', may, async (c) => {
    const known = await noteOf(c);
    const body = await readBody(c);
    const requested: Record<string, unknown> = parsed(handoverFields, unwrap(body, 'handover'));
    const note = Object.fromEntries(
      noteFields.map((field) => [field, requested[snake(field)] ?? known[field]]),
    );
    const input = parsed(NewHandover, { to: requested.to, roles: requested.roles, note });
    const { deps, actor } = c.var;
    const id = await offerHandover(
      deps,
      actor,
      inRoom(c),
      input,
      await roomIdempotencyKey(c, body),
    );
    return c.json(await shown(c, id), 201);
  });
  app.get('/:handover', async (c) => c.json(await shown(c, c.req.param('handover'))));
  app.on(['PATCH', 'PUT'], '/:handover', may, async (c) => {
    const id = c.req.param('handover');
    await shown(c, id);
    const asked = parsed(handoverAnswerFields, unwrap(await readBody(c), 'handover'));
    await answerHandover(c.var.deps, c.var.actor, inRoom(c), id, asked.do);
    return c.json(await shown(c, id));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:handover', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

async function noteOf(c: AppContext) {
  const { deps, page } = c.var;
  const record = await findIncident(deps.db, page.id, inRoom(c).incidentId);
  if (!record) throw notFound('incident');
  return readNote(deps.db, page, record, deps.clock());
}

async function shown(c: AppContext, id: string) {
  const row = await findHandover(c.var.deps.db, inRoom(c), id);
  if (!row) throw notFound('hand-over');
  return handoverShape(row);
}

const noteShape = (note: Pick<HandoverRow, (typeof noteFields)[number]>) =>
  Object.fromEntries(noteFields.map((field) => [snake(field), note[field]]));

const handoverShape = (row: HandoverRow) => ({
  ...{ id: row.id, incident_id: row.incidentId, state: row.state },
  from: { id: row.fromId, name: row.fromName },
  to: { id: row.toId, name: row.toName },
  roles: row.roles.map(({ role }) => role),
  note: noteShape(row),
  offered_at: new Date(row.createdAt).toISOString(),
  answered_at: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
  answered_by: row.endedBy,
});
