import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import type { AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import type { UpdateForm } from '../../../context/pages/incident.ts';
import { maintenanceStates, State } from '../../../domain/incident/incident.ts';
import { can } from '../../../domain/response/permissions.ts';
import { text } from '../../../http/form.ts';
import { readIncidentPage } from '../../../reads/incident/incident-page.ts';
import { readRoomPage } from '../../../reads/incident/room-page.ts';
import { readUpdateForm } from '../../../reads/incident/update-form.ts';
import { checked } from './submission/check.ts';
import { draftFormOf } from './submission/resume-draft.ts';
import { statusesIn } from './submission/update-form.ts';

/** Draws the pages on which an update is written. */
export const updatePages = (renderPage: RenderPage) => ({
  opening: async (c: AppContext, form?: RefusedForm): Promise<Response> =>
    renderPage(c, '/admin/incidents/new', await updateForm(c, form)),

  /** The page of an incident; its form only for who asked for it, or submitted it. */
  incident: async (c: AppContext, record: IncidentRecord, form?: RefusedForm) => {
    const { actor, page } = c.var;
    const wantsForm = form ?? ['new', 'state'].some((name) => c.req.query(name) !== undefined);
    if (!wantsForm || !can(actor, 'incident.publish', page)) return drawRoom(c, renderPage, record);
    const [known, update] = await Promise.all([
      readIncidentPage(c.var.deps.db, actor, record),
      updateForm(c, form, record),
    ]);
    return renderPage(c, '/admin/incidents/[id]', { ...known, ...update, isWriting: true });
  },
});

/** The room of an incident, or the page of a maintenance. `form` is a refused form of the room. */
export async function drawRoom(
  c: AppContext,
  renderPage: RenderPage,
  record: IncidentRecord,
  form?: RefusedForm,
): Promise<Response> {
  const { deps, actor, page } = c.var;
  const [known, room] = await Promise.all([
    readIncidentPage(deps.db, actor, record),
    record.kind === 'incident' ? readRoomPage(deps.db, page, record, deps.clock()) : null,
  ]);
  const props = { ...known, room, isWriting: false, ...(form && { form }) } as const;
  return renderPage(c, '/admin/incidents/[id]', props);
}

async function updateForm(
  c: AppContext,
  form?: RefusedForm,
  record?: IncidentRecord,
): Promise<UpdateForm> {
  const { values = {}, findings } = form ?? {};
  return {
    ...(await optionsFor(c, values, record)),
    ...(await draftFormOf(c, values)),
    ...(await checked(c, values, record, findings)),
    ...(form && { form }),
  };
}

/** What the form offers with these values. */
export function optionsFor(
  c: AppContext,
  values: RefusedForm['values'],
  record: IncidentRecord | undefined,
) {
  const { deps, page } = c.var;
  const chosen = Object.keys(statusesIn(values));
  const state =
    State.safeParse(text(values, 'state') || c.req.query('state')).data ??
    record?.state ??
    'investigating';
  const kind = maintenanceStates.some((one) => one === state) ? 'maintenance' : 'incident';
  const next = { kind, state } as const;
  return readUpdateForm(deps.db, { pageId: page.id, now: deps.clock(), record, chosen, ...next });
}
