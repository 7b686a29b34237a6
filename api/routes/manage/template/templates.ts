import { Hono } from 'hono';
import { z } from 'zod';
import { findTemplate, listTemplates, type Template } from '../../../../db/template/template.ts';
import {
  archiveTemplate,
  createTemplate,
  saveTemplate,
} from '../../../actions/template/template.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { State } from '../../../domain/incident/incident.ts';
import { MessageTemplate, templateContent } from '../../../domain/template/template.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { idList, maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';

const edits = requirePermission('template.edit');

/** Fields of Statuspage's `template`; others, such as `title`, are accepted and ignored. */
export const templateFields = z.object({
  name: maybe(textField('name')),
  body: maybe(textField('body')),
  update_status: maybe(oneOf('update_status', State.options)),
  component_ids: maybe(idList('component_ids')),
});

/** Under `/pages/:page/incident_templates`: the texts that updates start from. */
export function manageTemplates(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const rows = await listTemplates(c.var.deps.db, c.var.page.id);
    return c.json(slice(rows, listingOf(c)).map(templateShape));
  });

  app.post('/', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const asked = parsed(templateFields, unwrap(await readBody(c), 'template'));
    const input = parsed(MessageTemplate, {
      ...{ name: asked.name ?? '', body: asked.body ?? '', fields: [] },
      state: asked.update_status ?? 'investigating',
      componentIds: asked.component_ids,
    });
    const id = await createTemplate(deps, actor, page.id, input);
    return c.json(templateShape(await requireTemplate(c, id)), 201);
  });

  app.get('/:template', async (c) =>
    c.json(templateShape(await requireTemplate(c, c.req.param('template')))),
  );

  app.on(['PATCH', 'PUT'], '/:template', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const before = await requireTemplate(c, c.req.param('template'));
    const asked = parsed(templateFields, unwrap(await readBody(c), 'template'));
    const input = parsed(MessageTemplate, {
      ...templateContent(before),
      ...(asked.name !== undefined && { name: asked.name }),
      ...(asked.body !== undefined && { body: asked.body }),
      ...(asked.update_status && { state: asked.update_status }),
      ...(asked.component_ids && { componentIds: asked.component_ids }),
    });
    const { revision: expectedRevision } = before;
    await saveTemplate(deps, actor, page.id, before.id, { ...input, expectedRevision });
    return c.json(templateShape(await requireTemplate(c, before.id)));
  });

  app.delete('/:template', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const before = await requireTemplate(c, c.req.param('template'));
    await archiveTemplate(deps, actor, page.id, before.id);
    return c.json(templateShape(before));
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:template', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  return app;
}

async function requireTemplate({ var: { deps, page } }: AppContext, id: string): Promise<Template> {
  const found = await findTemplate(deps.db, page.id, id);
  if (!found) throw notFound('template');
  return found;
}

/** Templates here have one name and no title of an incident, so both are the name. */
const templateShape = (row: Template) => ({
  id: row.id,
  page_id: row.pageId,
  name: row.name,
  title: row.name,
  body: row.body,
  group_id: null,
  update_status: row.state,
  should_tweet: false,
  should_send_notifications: true,
  components: row.componentIds,
});
