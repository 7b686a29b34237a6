import { z } from 'zod';
import { findComponent } from '../../../db/component/component.ts';
import { intervalsAfter, recordedFrom } from '../../../db/component/interval.ts';
import { findPage } from '../../../db/page/page.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { overwriteRange } from '../../domain/component/interval.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import { statusCauseOf } from '../../domain/component/status-cause.ts';
import { trackedSince } from '../../domain/component/uptime.ts';
import type { Actor } from '../../domain/response/role.ts';
import { visible } from '../../domain/text/visible.ts';
import { formatMoment } from '../../domain/time/format.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { assertTextsPassed } from '../incident/checks/preflight.ts';
import { Override } from '../incident/input.ts';
import { rewrittenIntervals } from '../status/interval.ts';

/** The status a component really had between two instants, in place of what is recorded. */
export const HistoryCorrection = z.object({
  fromAt: z.number('Enter a start time.').int(),
  toAt: z.number('Enter an end time.').int(),
  status: ComponentStatus,
  note: z
    .string()
    .overwrite(visible)
    .min(1, 'Enter a reason. It’s shown publicly with the correction.')
    .max(280, 'A reason can have at most 280 characters.'),
  override: Override.optional(),
  expectedRevision: z.number().int().optional(),
});
export type HistoryCorrection = z.infer<typeof HistoryCorrection>;

/** Corrects only the past. The current status is changed by publishing. */
export async function correctHistory(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  componentId: string,
  { expectedRevision, override, ...correction }: HistoryCorrection,
): Promise<void> {
  const component = await findComponent(deps.db, pageId, componentId);
  const page = await findPage(deps.db, pageId);
  if (!component || component.group || !page) throw notFound('component');
  assertFresh(component.revision, expectedRevision);
  const at = deps.clock();
  const trackedFrom = trackedSince(
    component,
    await recordedFrom(deps.db, componentId),
    page.timeZone,
  );
  // The form has minutes only. The minute in which the record begins means its first instant.
  const fromAt =
    correction.fromAt > trackedFrom - MINUTE
      ? Math.max(correction.fromAt, trackedFrom)
      : correction.fromAt;
  const input = { ...correction, fromAt };
  const fields = errorsOf(input, trackedFrom, at, page.timeZone);
  if (Object.keys(fields).length > 0)
    throw new Problem('invalid', 'Not saved. Fix the highlighted fields.', fields);
  const texts = { note: correction.note };
  const passed = await assertTextsPassed(deps, actor, pageId, { texts, override });
  const stored = await intervalsAfter(deps.db, [componentId], input.fromAt);
  const by = { updateId: null, cause: statusCauseOf(actor, null), correctedAt: at };
  const row = { id: deps.newId(), pageId, componentId, ...by, ...input };
  const before = stored.filter((s) => s.fromAt < input.toAt);
  await commit(
    deps,
    {
      pageId,
      actor,
      at,
      action: 'correct',
      subject: 'component_interval',
      subjectId: componentId,
      before,
      after: { ...row, ...passed },
    },
    rewrittenIntervals(deps, component, stored, overwriteRange(stored, row)),
  );
}

function errorsOf(
  { fromAt, toAt }: Pick<HistoryCorrection, 'fromAt' | 'toAt'>,
  trackedFrom: number,
  now: number,
  zone: string,
): Record<string, string> {
  const words = (at: number) => formatMoment(at, zone, now);
  return {
    ...(fromAt < trackedFrom
      ? {
          fromAt: `This component’s history starts at ${words(trackedFrom)}. Choose a later time.`,
        }
      : {}),
    ...(toAt > now
      ? { toAt: `The end can’t be in the future. It’s ${words(now)} now.` }
      : toAt <= fromAt
        ? { toAt: 'End must be after start.' }
        : {}),
  };
}
