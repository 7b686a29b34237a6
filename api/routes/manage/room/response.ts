import { Hono } from 'hono';
import { z } from 'zod';
import { acknowledge } from '../../../actions/room/acknowledge.ts';
import {
  answerTriage,
  NewMilestone,
  setMilestone,
  TriageAnswers,
} from '../../../actions/room/card.ts';
import { requireIncident } from '../../../actions/room/commit.ts';
import { assignRoles } from '../../../actions/room/role.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { milestoneKinds, mitigations } from '../../../domain/room/milestone.ts';
import { triageFields } from '../../../domain/room/triage.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readResponse } from '../../../reads/incident/room.ts';
import { readBody, unwrap } from '../request/body.ts';
import { instant, maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom, roomIdempotencyKey } from './request.ts';
import { acknowledgementShape, milestonesShape, rolesShape, triageShape } from './shape.ts';

const changing = ['PATCH', 'PUT'];
const may = requirePermission('incident.respond');

/** Under `…/incidents/:incident/roles`: who does what. */
export function roomRoles(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(rolesShape(await response(c))));
  app.on(changing, '/', may, async (c) => {
    const input = parsed(roleFields, unwrap(await readBody(c), 'roles'));
    const { experts, ...single } = input;
    const wanted = Object.fromEntries(
      Object.entries({ ...single, expert: experts }).flatMap(([role, people]) =>
        people === undefined ? [] : [[role, people]],
      ),
    );
    await assignRoles(c.var.deps, c.var.actor, inRoom(c), wanted);
    return c.json(rolesShape(await response(c)));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

/** An id or an email address; null or empty ends the role. */
const person = (role: string) =>
  z
    .union([z.string(), z.null()], `${role} is the id or email address of a member, or null.`)
    .transform((who) => (who ? [who] : []))
    .optional();

export const roleFields = z.object({
  commander: person('commander'),
  comms_lead: person('comms_lead'),
  tech_lead: person('tech_lead'),
  scribe: person('scribe'),
  reporter: person('reporter'),
  experts: z
    .array(z.string(), 'experts is a list of ids or email addresses of members.')
    .optional(),
});

/** Under `…/incidents/:incident/triage`: the answers. */
export function roomTriage(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(triageShape(await response(c))));
  app.on(changing, '/', may, async (c) => {
    const input = parsed(triageBody, unwrap(await readBody(c), 'triage'));
    const given = Object.entries(input).filter(([, text]) => text !== undefined);
    const answers = parsed(TriageAnswers, Object.fromEntries(given));
    await answerTriage(c.var.deps, c.var.actor, inRoom(c), answers);
    return c.json(triageShape(await response(c)));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

/** `still_happening` may be true or false; null withdraws an answer. */
export const triageBody = z.object(
  Object.fromEntries(
    triageFields.map((field) => [
      field,
      z
        .union([z.string(), z.boolean(), z.number(), z.null()], `${field} is one line of text.`)
        .transform((value) =>
          typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value ?? ''),
        )
        .optional(),
    ]),
  ),
);

/** Under `…/incidents/:incident/milestones`. */
export function roomMilestones(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(milestonesShape(await response(c))));
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const body = await readBody(c);
    const requested = parsed(milestoneFields(page.timeZone), unwrap(body, 'milestone'));
    const input = parsed(NewMilestone, requested);
    await setMilestone(deps, actor, inRoom(c), input, await roomIdempotencyKey(c, body));
    return c.json(milestonesShape(await response(c)), 201);
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  return app;
}

export const milestoneFields = (zone: string) =>
  z.object({
    kind: oneOf('kind', milestoneKinds),
    level: maybe(oneOf('level', mitigations)),
    at: maybe(instant('at', zone)),
    reason: maybe(textField('reason')),
  });

/** Under `…/incidents/:incident/acknowledge`. */
export function roomAcknowledge(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(acknowledgementShape(await response(c))));
  app.post('/', may, async (c) => {
    await acknowledge(c.var.deps, c.var.actor, inRoom(c));
    return c.json(acknowledgementShape(await response(c)));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  return app;
}

async function response(c: AppContext) {
  const { deps, page } = c.var;
  const { pageId, incidentId } = inRoom(c);
  return readResponse(deps.db, page, await requireIncident(deps, pageId, incidentId));
}
