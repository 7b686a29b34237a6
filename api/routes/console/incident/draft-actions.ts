import type { Draft } from '../../../../db/draft/draft.ts';
import { findIncident } from '../../../../db/incident/incident.ts';
import { askForApproval } from '../../../actions/draft/approve.ts';
import { scheduleDraft } from '../../../actions/draft/schedule.ts';
import { Stopped } from '../../../actions/incident/preflight.ts';
import type { AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { asksApproval } from '../../../domain/draft/approval.ts';
import { can } from '../../../domain/response/permissions.ts';
import { DAY } from '../../../domain/time/time.ts';
import { isZone, localFault } from '../../../domain/time/zone.ts';
import { localIn, text, type Values } from '../../../http/form.ts';
import type { FormContext, Submission } from './draft-values.ts';

const FARTHEST = 31 * DAY;

/** “Request approval” and “Schedule”: what they do with a form that could be published. */
export function draftActions(
  c: AppContext,
  values: Values,
  draft: Draft,
): Pick<Submission, 'on' | 'keep'> {
  const { deps, actor, page } = c.var;
  const time = text(values, 'do') === 'schedule' ? timeIn(c, values) : null;
  const on: FormContext = time
    ? { var: { ...c.var, deps: { ...deps, clock: () => time.publishAt } } }
    : c;
  return {
    on,
    keep: async (input, findings, series) => {
      const stops = findings.filter(({ level }) => level === 'stop');
      if (stops.length > 0 && !input.override) throw new Stopped(stops);
      const outgoing = {
        input,
        asOf: time?.publishAt ?? deps.clock(),
        seen: Number(text(values, 'seen')) || 0,
        ...(series ? { series } : {}),
      };
      const alone = can(actor, 'approval.override', page) && Boolean(input.approvalOverride);
      if (time && (alone || !(await waitsForApproval(c, input.severity ?? null, draft)))) {
        await scheduleDraft(deps, actor, draft, outgoing, time);
        return `/admin/drafts/${draft.id}?done=draft-scheduled`;
      }
      await askForApproval(deps, actor, draft, outgoing, time ?? undefined);
      return `/admin/drafts/${draft.id}?done=draft-asked`;
    },
  };
}

/** By the incident's severity, or by the one that was chosen where it begins. */
async function waitsForApproval(
  c: AppContext,
  severity: string | null,
  { incidentId, kind }: Draft,
) {
  const { deps, page } = c.var;
  const record = incidentId ? await findIncident(deps.db, page.id, incidentId) : null;
  return asksApproval(page, record ?? { kind, severity, pastSeverities: [] });
}

/** The instant that was chosen, said wrong at its field. */
function timeIn(c: AppContext, values: Values): { publishAt: number; publishZone: string } {
  const { deps, page } = c.var;
  const chosen = text(values, 'publishZone');
  const publishZone = isZone(chosen) ? chosen : page.timeZone;
  const reading = localIn(values, 'publishAt', publishZone);
  const publishAt = 'at' in reading ? reading.at : null;
  const now = deps.clock();
  const fault =
    'fault' in reading || publishAt === null
      ? 'fault' in reading && localFault(reading, publishZone)
      : publishAt <= now
        ? 'This time is in the past. Choose a later time, or publish now.'
        : publishAt > now + FARTHEST
          ? 'Choose a time within 31 days.'
          : null;
  if (fault || publishAt === null)
    throw new Problem('invalid', 'Not scheduled. Fix the highlighted fields.', {
      publishAt: fault || '',
    });
  return { publishAt, publishZone };
}
