import { Hono } from 'hono';
import { z } from 'zod';
import { changeSeverity } from '../../actions/page/promise-settings.ts';
import type { App } from '../../context/context.ts';
import {
  rolesRequiredBy,
  SeverityLevel,
  type SeverityScale,
  severityScaleOf,
  usersFromOf,
} from '../../domain/response/severity.ts';
import { requirePermission } from '../../http/permission.ts';
import { readBody, unwrap } from './request/body.ts';
import { parsed } from './request/fields.ts';
import { onlyTakes } from './request/methods.ts';

/** Under `/pages/:page/severities`: the severity scale with its deadlines, most severe first. */
export function severities(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => c.json(severitiesShape(severityScaleOf(c.var.page))));
  app.on(['PATCH', 'PUT'], '/:severity', requirePermission('settings.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const changes = changesIn(parsed(severityFields, unwrap(await readBody(c), 'severity')));
    const key = c.req.param('severity');
    const scale = await changeSeverity(deps, actor, page.id, key, changes);
    return c.json(severitiesShape(scale).find((one) => one.key === key));
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  app.all('/:severity', onlyTakes('PATCH', 'PUT'));
  return app;
}

const {
  definition,
  example,
  usersFrom,
  acknowledgeWithin,
  lapseAfter,
  requiredRoles,
  assignWithin,
  updateEvery,
  tell,
  counts,
} = SeverityLevel.shape;

/** Fields that are absent stay as they are; null removes a deadline. */
export const severityFields = z.object({
  definition: definition.optional(),
  example: example.optional(),
  users_from: usersFrom,
  acknowledge_within: acknowledgeWithin.optional(),
  lapse_after: lapseAfter,
  required_roles: requiredRoles,
  assign_within: assignWithin,
  update_every: updateEvery.optional(),
  notify: tell.optional(),
  counts,
});

const changesIn = (input: z.infer<typeof severityFields>) => {
  const named = {
    definition: input.definition,
    example: input.example,
    usersFrom: input.users_from,
    acknowledgeWithin: input.acknowledge_within,
    lapseAfter: input.lapse_after,
    requiredRoles: input.required_roles,
    assignWithin: input.assign_within,
    updateEvery: input.update_every,
    tell: input.notify,
    counts: input.counts,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
};

const severitiesShape = (scale: SeverityScale) =>
  scale.map((level, i) => {
    const required = rolesRequiredBy(scale, level.key);
    return {
      key: level.key,
      definition: level.definition,
      example: level.example,
      users_from: usersFromOf(scale)[i] ?? null,
      acknowledge_within: level.acknowledgeWithin,
      lapse_after: level.lapseAfter ?? null,
      required_roles: required.roles,
      assign_within: required.within,
      update_every: level.updateEvery,
      notify: level.tell,
      counts: level.counts ?? 'always',
      approval: level.approval,
    };
  });
