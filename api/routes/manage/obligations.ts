import { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../../context/context.ts';
import { obligationKinds } from '../../domain/obligation/obligation.ts';
import { isoTime } from '../../domain/time/iso.ts';
import { type DueItem, readObligations } from '../../reads/obligations.ts';
import { maybe, oneOf, parsed, textField } from './request/fields.ts';
import { listingOf, slice } from './request/listing.ts';
import { onlyTakes } from './request/methods.ts';

const Query = z.object({
  kind: maybe(oneOf('kind', obligationKinds)),
  incident_id: maybe(textField('incident_id')),
});

/** Under `/pages/:page/obligations`: what is due and not done, the most urgent first. */
export function obligations(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, actor, page } = c.var;
    const input = parsed(Query, c.req.query());
    const wanted = (await readObligations(deps.db, actor, page)).filter(
      ({ kind, incident }) =>
        (input.kind ?? kind) === kind && (input.incident_id ?? incident?.id) === incident?.id,
    );
    const now = deps.clock();
    return c.json(slice(wanted, listingOf(c)).map((one) => obligationShape(one, now)));
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}

const obligationShape = (one: DueItem, now: number) => ({
  id: one.id,
  kind: one.kind,
  state: one.state,
  task: one.task,
  due_at: isoTime(one.dueAt),
  overdue: one.state === 'missed' || one.dueAt <= now,
  level: one.level,
  lapsed_at: one.lapsedAt === null ? null : isoTime(one.lapsedAt),
  roles: one.roles,
  subject: { kind: one.subject, id: one.subjectId },
  title: one.title,
  responsible: one.responsible,
  incident: one.incident,
  created_at: isoTime(one.createdAt),
});
