import { Hono } from 'hono';
import { z } from 'zod';
import { findIncident } from '../../../db/incident.ts';
import type { App, AppContext, RenderPage } from '../../context.ts';
import { beganAt } from '../../domain/course.ts';
import { Impact } from '../../domain/impact.ts';
import type { IncidentKind } from '../../domain/incident.ts';
import { notFound } from '../../problem.ts';
import { leftOverIn } from '../../publish/draft.ts';
import { createIncident, patchIncident, removeIncident } from '../../publish/incident.ts';
import { IncidentPatch, NewIncident, titleOf } from '../../publish/input.ts';
import { Opened, orNull, parse, submit, type Values } from '../form.ts';
import { need } from './gate.ts';
import { pressOf } from './press.ts';
import { assertPublishable, published, readUpdate, recomposed } from './update-form.ts';

const editForm = (kind: IncidentKind) =>
  IncidentPatch.extend({ name: titleOf(kind) })
    .pick({ name: true })
    .extend({ impactOverride: orNull(Impact), expectedRevision: Opened });

export function incidents(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext) => renderPage(c, { record: await recordOf(c) });

  app.get('/', (c) => renderPage(c));
  app.get('/new', need('publisher'), (c) => renderPage(c));
  app.post('/new', need('publisher'), (c) =>
    submit(c, renderPage, async (values) => {
      const typed = await readUpdate(c, values);
      if (values.do === 'switch') return { redraw: values };
      if (values.do === 'compose') return { redraw: recomposed(c, values, typed) };
      assertPublishable(c, values, typed, faultInTitle(values));
      const override = parse(z.object({ impactOverride: orNull(Impact) }), values);
      const input = parse(NewIncident, {
        ...published(c, values, typed),
        ...override,
        name: values.name,
        since: beganAt(typed.answers),
      });
      const id = await createIncident(
        c.var.deps,
        c.var.actor,
        c.var.page.id,
        input,
        await pressOf(values),
      );
      return `/admin/incidents/${id}?done=published`;
    }),
  );
  app.post('/compose', need('publisher'), async (c) => {
    const values = (await c.req.parseBody()) as Values; // a form of this console has no files
    const { body } = recomposed(c, values, await readUpdate(c, values));
    return c.json({ text: body });
  });
  app.get('/:id', draw);
  app.post('/:id', need('publisher'), async (c) => {
    const record = await recordOf(c);
    return submit(
      c,
      renderPage,
      async (values) => {
        const typed = await readUpdate(c, values);
        if (values.do === 'switch') return { redraw: values };
        if (values.do === 'compose') return { redraw: recomposed(c, values, typed) };
        assertPublishable(c, values, typed);
        const patch = parse(IncidentPatch.extend({ expectedRevision: Opened }), {
          ...published(c, values, typed),
          expectedRevision: values.expectedRevision,
        });
        const { deps, actor, page } = c.var;
        await patchIncident(deps, actor, page.id, record.id, patch, await pressOf(values));
        return `/admin/incidents/${record.id}?done=published`;
      },
      { record },
    );
  });
  app.get('/:id/edit', need('publisher'), draw);
  app.post('/:id/edit', need('publisher'), async (c) => {
    const record = await recordOf(c);
    return submit(
      c,
      renderPage,
      async (values) => {
        const patch = { ...parse(editForm(record.kind), values), ...silent };
        await patchIncident(c.var.deps, c.var.actor, c.var.page.id, record.id, patch);
        return `/admin/incidents/${record.id}?done=saved`;
      },
      { record },
    );
  });
  app.get('/:id/delete', need('publisher'), draw);
  app.post('/:id/delete', need('publisher'), async (c) => {
    await removeIncident(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect('/admin/incidents?done=deleted', 303);
  });
  return app;
}

function faultInTitle(values: Values): Record<string, string> {
  const { error, data } = NewIncident.shape.name.safeParse(values.name);
  if (error) return { name: error.issues[0]?.message ?? '' };
  const leftOver = leftOverIn(data);
  return leftOver ? { name: `Replace ${leftOver} in the title.` } : {};
}

/** An edit of the title or the impact is no update: nobody is told. */
const silent = { deliverNotifications: false, templateId: null, fields: null };

async function recordOf(c: AppContext) {
  const found = await findIncident(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
  if (!found) throw notFound('incident');
  return found;
}
