import { Hono } from 'hono';
import { z } from 'zod';
import { acknowledge } from '../../../actions/room/acknowledge.ts';
import { answerTriage, TriageAnswers, writeInternalUpdate } from '../../../actions/room/card.ts';
import { addEvent, changeEvent, NewEvent } from '../../../actions/room/event.ts';
import { assignRoles } from '../../../actions/room/role.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { InternalUpdate } from '../../../domain/room/internal-update.ts';
import { isShared, responseRoles } from '../../../domain/room/response-role.ts';
import { triageFields } from '../../../domain/room/triage.ts';
import { MINUTE } from '../../../domain/time/time.ts';
import { handleForm, parse, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readResponse } from '../../../reads/incident/room.ts';
import { recordOf } from '../incident/submission/record.ts';

type Verb = (c: AppContext, values: Values) => Promise<unknown>;

/** The forms of the room, by the last part of their address. Each works without a script. */
const forms: Record<string, Verb> = {
  events: (c, values) =>
    addEvent(
      ...who(c),
      on(c),
      parse(NewEvent, { text: values.line }, () => 'line'),
    ),
  roles: (c, values) => assignRoles(...who(c), on(c), wantedRoles(values)),
  triage: (c, values) => answerTriage(...who(c), on(c), parse(TriageAnswers, triageIn(values))),
  'internal-updates': (c, values) =>
    writeInternalUpdate(...who(c), on(c), parse(InternalUpdate, internalUpdateIn(c, values))),
  acknowledge: (c) => acknowledge(...who(c), on(c)),
};

/** Under `/admin/incidents/:id/room`. */
export function incidentRoom(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const may = requirePermission('incident.respond');
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const record = await recordOf(c);
    const room = await readResponse(deps.db, page, record);
    return renderPage(c, '/admin/incidents/[id]/room', { record, room, form });
  };
  app.get('/', (c) => draw(c));
  for (const [name, run] of Object.entries(forms))
    app.post(`/${name}`, may, (c) =>
      handleForm(c, {
        run: async (values) => {
          await run(c, values);
          return `/admin/incidents/${c.req.param('id')}/room#${name}`;
        },
        draw: (form) => draw(c, form),
      }),
    );
  app.post('/events/:event', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const wants = text(values, 'do');
        const patch = {
          ...(wants === 'pin' || wants === 'unpin' ? { pinned: wants === 'pin' } : {}),
          ...(wants === 'hide' ? { hidden: true } : {}),
        };
        await changeEvent(...who(c), on(c), c.req.param('event'), patch);
        return `/admin/incidents/${c.req.param('id')}/room#events`;
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}

const who = (c: AppContext) => [c.var.deps, c.var.actor] as const;
const on = (c: AppContext) => ({ pageId: c.var.page.id, incidentId: c.req.param('id') ?? '' });

const wantedRoles = (values: Values) =>
  Object.fromEntries(
    responseRoles
      .filter((role) => isShared(role) || values[role] !== undefined)
      .map((role) => [role, [values[role] ?? []].flat().filter(Boolean)]),
  );

const triageIn = (values: Values) =>
  Object.fromEntries(
    triageFields
      .filter((field) => values[field] !== undefined)
      .map((field) => [field, text(values, field)]),
  );

const Minutes = z
  .string()
  .regex(/^\d{0,4}$/, 'Enter whole minutes, such as 30.')
  .transform((minutes) => Number(minutes) || null);

function internalUpdateIn(c: AppContext, values: Values) {
  const { nextUpdateIn } = parse(z.object({ nextUpdateIn: Minutes }), {
    nextUpdateIn: text(values, 'nextUpdateIn').trim(),
  });
  return {
    ...values,
    nextUpdateBy: nextUpdateIn === null ? null : c.var.deps.clock() + nextUpdateIn * MINUTE,
    updatesEvery: /^\d{1,4}$/.test(text(values, 'pace')) ? Number(text(values, 'pace')) : null,
  };
}
