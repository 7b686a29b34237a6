import { Hono } from 'hono';
import { z } from 'zod';
import { findHandover, listHandovers } from '../../../../db/handover/handover.ts';
import { answerHandover } from '../../../actions/handover/answer.ts';
import { handoverCandidates, NewHandover, offerHandover } from '../../../actions/handover/offer.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { handoverAnswers } from '../../../domain/handover/handover.ts';
import { noteFields } from '../../../domain/handover/note.ts';
import { handleForm, parse, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readNote } from '../../../reads/handover/proposal.ts';
import { readResponse } from '../../../reads/incident/room.ts';
import { recordOf } from '../incident/submission/record.ts';
import { roomOf, who } from '../room/plan-forms.ts';

const may = requirePermission('incident.respond');
const Answer = z.object({ do: z.enum(handoverAnswers) });

/** Under `/admin/incidents/:id/handover`: the note, who takes over, and what they answer. */
export function handoverRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  const drawForm = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page, actor } = c.var;
    const record = await recordOf(c);
    const [note, people, handovers, response] = await Promise.all([
      readNote(deps.db, page, record, deps.clock()),
      handoverCandidates(deps, roomOf(c)),
      listHandovers(deps.db, record.id),
      readResponse(deps.db, page, record),
    ]);
    return renderPage(c, '/admin/incidents/[id]/handover', {
      ...{ record, note, handovers, form, roles: response.roles },
      people: people.flatMap(({ id, name }) => (id === actor.id ? [] : [{ id, name }])),
    });
  };
  app.get('/', may, (c) => drawForm(c));
  app.post('/', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const id = await offerHandover(
          ...who(c),
          roomOf(c),
          parse(NewHandover, handoverIn(values)),
        );
        return `/admin/incidents/${roomOf(c).incidentId}/handover/${id}?done=handover-offered`;
      },
      draw: (form) => drawForm(c, form),
    }),
  );

  const drawOne = async (c: AppContext, form?: RefusedForm) => {
    const record = await recordOf(c);
    const handover = await findHandover(c.var.deps.db, roomOf(c), c.req.param('handover') ?? '');
    if (!handover) throw notFound('hand-over');
    return renderPage(c, '/admin/incidents/[id]/handover/[handover]', { record, handover, form });
  };
  app.get('/:handover', requirePermission('page.read'), (c) => drawOne(c));
  app.post('/:handover', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const answer = parse(Answer, values).do;
        await answerHandover(...who(c), roomOf(c), c.req.param('handover') ?? '', answer);
        return `/admin/incidents/${roomOf(c).incidentId}?done=handover-${answer}`;
      },
      draw: (form) => drawOne(c, form),
    }),
  );
  return app;
}

/** Boxes of roles that are not ticked are not submitted. */
const handoverIn = (values: Values) => ({
  to: text(values, 'to'),
  roles: [values.roles ?? []].flat(),
  note: Object.fromEntries(noteFields.map((field) => [field, text(values, field)])),
});
