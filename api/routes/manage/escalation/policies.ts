import { Hono } from 'hono';
import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import { listPolicies, type PolicyRow } from '../../../../db/escalation/policy.ts';
import { listMembers } from '../../../../db/team/account.ts';
import {
  createPolicy,
  removePolicy,
  requirePolicy,
  savePolicy,
} from '../../../actions/escalation/policy.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { refused } from '../../../core/problem.ts';
import { resolveComponents } from '../../../domain/component/resolve.ts';
import {
  EscalationPolicy,
  EscalationTarget,
  type PolicyLevel,
} from '../../../domain/escalation/policy.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { idList, maybe, parsed, textField } from '../request/fields.ts';
import { idempotencyKeyFrom } from '../request/idempotency-key.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';

const may = requirePermission('settings.edit');

/** Under `/pages/:page/escalation_policies`. */
export function escalationPolicies(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const all = await listPolicies(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listingOf(c)).map(policyShape));
  });
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const body = await readBody(c);
    const requested = await policyIn(c, unwrap(body, 'escalation_policy'));
    const input = parsed(EscalationPolicy, requested);
    const idempotencyKey = await idempotencyKeyFrom(c, { path: c.req.path, body });
    return c.json(
      await shown(c, await createPolicy(deps, actor, page.id, input, idempotencyKey)),
      201,
    );
  });
  app.get('/:policy', async (c) => c.json(await shown(c, c.req.param('policy'))));
  app.on(['PATCH', 'PUT'], '/:policy', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('policy');
    const patch = await policyIn(c, unwrap(await readBody(c), 'escalation_policy'));
    await savePolicy(deps, actor, page.id, id, patch);
    return c.json(await shown(c, id));
  });
  app.delete('/:policy', may, async (c) => {
    await removePolicy(c.var.deps, c.var.actor, c.var.page.id, c.req.param('policy'));
    return c.body(null, 204);
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:policy', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  return app;
}

const { shape } = EscalationPolicy;

/** A level as requests have it; a person by member ID or email address. */
const levelFields = z
  .looseObject({
    after: z.number('after is whole minutes, or null.').nullish(),
    severity_at_least: z.string('severity_at_least is a severity, or null.').nullish(),
    business_impact: z.boolean('business_impact is true or false.').nullish(),
    targets: z
      .array(EscalationTarget, 'targets is a list of schedules, people and roles.')
      .nullish(),
    acknowledged_by: z.enum(['any', 'all'], 'acknowledged_by is any or all.').nullish(),
  })
  .transform(
    (level): PolicyLevel => ({
      after: level.after ?? null,
      severityAtLeast: level.severity_at_least ?? null,
      businessImpact: level.business_impact ?? false,
      targets: level.targets ?? [],
      acknowledgedBy: level.acknowledged_by ?? 'any',
    }),
  );

export const policyFields = z.object({
  name: maybe(textField('name')),
  levels: maybe(z.array(levelFields, 'levels is a list of levels.')),
  repeats: maybe(shape.repeats.unwrap()),
  repeat_after: maybe(shape.repeatAfter.unwrap()),
  severities: maybe(z.array(z.string(), 'severities is a list of severities.')),
  components: maybe(idList('components')),
});

/** The fields that a request has. */
async function policyIn(c: AppContext, value: unknown): Promise<Partial<EscalationPolicy>> {
  const input = parsed(policyFields, value);
  const members = await listMembers(c.var.deps.db, c.var.page.id);
  const idOf = (who: string) => members.find(({ email }) => email === who.toLowerCase())?.id ?? who;
  const fields = {
    name: input.name,
    levels: input.levels?.map((level) => ({
      ...level,
      targets: level.targets.map((one) =>
        one.type === 'person' ? { ...one, id: idOf(one.id) } : one,
      ),
    })),
    repeats: input.repeats,
    repeatAfter: input.repeat_after,
    severities: input.severities,
    components: input.components && (await componentsIn(c, input.components)),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, given]) => given !== undefined));
}

async function componentsIn(c: AppContext, given: readonly string[]): Promise<string[]> {
  const all = await listComponents(c.var.deps.db, c.var.page.id);
  const groups = all.filter(({ group }) => group);
  const named = given.filter((one) => !groups.some(({ id }) => id === one));
  const { ids, unknown } = resolveComponents(all, named);
  if (unknown.length > 0)
    throw refused({ components: `This page has no component “${unknown.join('”, “')}”.` });
  return [...ids, ...given.filter((one) => !named.includes(one))];
}

const shown = async (c: AppContext, id: string) =>
  policyShape(await requirePolicy(c.var.deps, c.var.page.id, id));

const policyShape = (row: PolicyRow) => ({
  id: row.id,
  name: row.name,
  levels: row.levels.map((level) => ({
    after: level.after,
    severity_at_least: level.severityAtLeast,
    business_impact: level.businessImpact,
    targets: level.targets,
    acknowledged_by: level.acknowledgedBy,
  })),
  repeats: row.repeats,
  repeat_after: row.repeatAfter,
  severities: row.severities,
  components: row.components,
  created_at: new Date(row.createdAt).toISOString(),
  updated_at: new Date(row.updatedAt).toISOString(),
});
