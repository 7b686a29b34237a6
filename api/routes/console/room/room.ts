import { Hono } from 'hono';
import { z } from 'zod';
import { findDraft } from '../../../../db/draft/draft.ts';
import { discardDraft } from '../../../actions/draft/close.ts';
import { saveDraft } from '../../../actions/draft/save.ts';
import { acknowledge } from '../../../actions/room/acknowledge.ts';
import { answerTriage, TriageAnswers, writeInternalUpdate } from '../../../actions/room/card.ts';
import { escalateNow, setBusinessImpact } from '../../../actions/room/escalate-now.ts';
import { addEvent, changeEvent, NewEvent } from '../../../actions/room/event.ts';
import { assignRoles } from '../../../actions/room/role.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { refused } from '../../../core/problem.ts';
import { InternalUpdate, internalPartOf } from '../../../domain/room/internal-update.ts';
import { responseRoles } from '../../../domain/room/response-role.ts';
import { triageFields } from '../../../domain/room/triage.ts';
import { NEXT_UPDATE } from '../../../domain/template/template.ts';
import { MINUTE } from '../../../domain/time/time.ts';
import { localTimeError } from '../../../domain/time/zone.ts';
import { handleForm, localIn, parse, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { recordOf } from '../incident/submission/record.ts';
import { postedIn } from '../incident/submission/submission.ts';
import { drawRoom } from '../incident/update-page.ts';
import { planChanges, planForms, type RoomVerb, roomOf, who } from './plan-forms.ts';

/** The forms of the room, by the last part of their address. Each works without a script. */
const forms: Record<string, RoomVerb> = {
  ...planForms,
  events: (c, values) =>
    addEvent(
      ...who(c),
      roomOf(c),
      parse(NewEvent, { text: values.line }, () => 'line'),
    ),
  roles: (c, values) => assignRoles(...who(c), roomOf(c), wantedRoles(values)),
  triage: (c, values) => answerTriage(...who(c), roomOf(c), parse(TriageAnswers, triageIn(values))),
  'internal-updates': async (c, values) => {
    const input = parse(InternalUpdate, internalUpdateIn(c, values));
    await writeInternalUpdate(...who(c), roomOf(c), input);
    await savePublicPart(c, values);
  },
  acknowledge: (c) => acknowledge(...who(c), roomOf(c)),
  escalate: (c) => escalateNow(c.var.deps, c.var.actor, roomOf(c)),
  'business-impact': (c, values) =>
    setBusinessImpact(...who(c), roomOf(c), text(values, 'affected') === 'yes'),
};

/** Where each panel is on a phone. */
const tabs: Record<string, string> = {
  ...{ triage: 'facts', roles: 'facts', links: 'facts', hypotheses: 'facts', milestones: 'facts' },
  ...{ phase: 'tasks', checklist: 'tasks', contain: 'tasks', mitigation: 'tasks', timers: 'tasks' },
  'internal-updates': 'update',
};

/** Under `/admin/incidents/:id/room`: the forms of the room, which is the page of the incident. */
export function incidentRoom(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const may = requirePermission('incident.respond');
  const draw = async (c: AppContext, form: RefusedForm) =>
    drawRoom(c, renderPage, await recordOf(c), form);
  const handle = (c: AppContext, panel: string, run: RoomVerb) =>
    handleForm(c, {
      run: async (values) => {
        await run(c, values);
        const tab = tabs[panel] ? `?tab=${tabs[panel]}` : '';
        return `/admin/incidents/${c.req.param('id')}${tab}#${panel}`;
      },
      draw: (form) => draw(c, form),
    });
  for (const [name, run] of Object.entries(forms))
    app.post(`/${name}`, may, (c) => handle(c, name, run));
  for (const [name, run] of Object.entries(planChanges))
    app.post(`/${name}/:one`, may, (c) => handle(c, name, run));
  app.post('/events/:event', may, (c) => handle(c, 'events', changedEvent));
  return app;
}

const changedEvent: RoomVerb = (c, values) => {
  const wants = text(values, 'do');
  const patch = {
    ...(wants === 'pin' || wants === 'unpin' ? { pinned: wants === 'pin' } : {}),
    ...(wants === 'hide' ? { hidden: true } : {}),
    ...(wants === 'time' ? { at: timeIn(c, values) } : {}),
  };
  return changeEvent(...who(c), roomOf(c), c.req.param('event') ?? '', patch);
};

function timeIn(c: AppContext, values: Values): number {
  const reading = localIn(values, 'at', c.var.page.timeZone);
  if ('at' in reading) return reading.at;
  throw refused({ at: localTimeError(reading, c.var.page.timeZone) });
}

/** Unticked boxes are not submitted: `asks` names the role that the form has boxes for. */
const wantedRoles = (values: Values) =>
  Object.fromEntries(
    responseRoles
      .filter((role) => values[role] !== undefined || values.asks === role)
      .map((role) => [role, [values[role] ?? []].flat().filter(Boolean)]),
  );

/** Only answers that this person changed: somebody else may have answered the others meanwhile. */
const triageIn = (values: Values) =>
  Object.fromEntries(
    triageFields
      .filter((field) => values[field] !== undefined && values[field] !== values[`was.${field}`])
      .map((field) => [field, text(values, field)]),
  );

const Minutes = z
  .string()
  .regex(/^\d{0,4}$/, 'Enter whole minutes, such as 30.')
  .transform((minutes) => Number(minutes) || null);

/** The public text in the same form stays a draft; what was published is not in it any more. */
async function savePublicPart(c: AppContext, values: Values): Promise<void> {
  const { deps, actor, page } = c.var;
  const rest = Object.fromEntries(
    Object.entries(values).filter(([name]) => !name.startsWith('internal.')),
  );
  const posted = postedIn(rest, { kind: 'incident', incidentId: roomOf(c).incidentId });
  if (!posted) return;
  if (text(values, 'body').trim()) await saveDraft(deps, actor, page.id, posted);
  else if (await findDraft(deps.db, page.id, posted.id))
    await discardDraft(deps, actor, page.id, posted.id);
}

/** From its own form, or from the internal half of the form of a public update. */
function internalUpdateIn(c: AppContext, values: Values) {
  const minutes = values.nextUpdateIn === undefined ? `f.${NEXT_UPDATE}` : 'nextUpdateIn';
  const { nextUpdateIn } = parse(z.object({ nextUpdateIn: Minutes }), {
    nextUpdateIn: text(values, minutes).trim(),
  });
  return {
    ...(internalPartOf(values) ?? { currentState: '' }),
    ...values,
    nextUpdateBy: nextUpdateIn === null ? null : c.var.deps.clock() + nextUpdateIn * MINUTE,
    updatesEvery: /^\d{1,4}$/.test(text(values, 'updatesEvery'))
      ? Number(text(values, 'updatesEvery'))
      : null,
  };
}
