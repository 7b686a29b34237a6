import { z } from 'zod';
import { type Page, updatePage } from '../../../db/page/page.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, refused } from '../../core/problem.ts';
import { Escalation } from '../../domain/response/escalation.ts';
import type { Actor } from '../../domain/response/role.ts';
import {
  SeverityLevel,
  type SeverityScale,
  severityLevelOf,
  severityScaleOf,
} from '../../domain/response/severity.ts';
import { WorkingCalendar } from '../../domain/time/working-time.ts';
import { commit, type Publisher } from '../commit.ts';
import { pageToChange } from './page.ts';

const expectedRevision = z.number().int().optional();

export const SeverityScaleSettings = z.object({
  levels: z
    .array(SeverityLevel)
    .min(2, 'Keep at least two severities.')
    .max(6, 'A severity scale can have at most six severities.')
    .refine(
      (levels) => new Set(levels.map(({ key }) => key)).size === levels.length,
      'Use each severity only once.',
    ),
  approvalWithoutSeverity: z.boolean().nullable().optional(),
  expectedRevision,
});
export type SeverityScaleSettings = z.infer<typeof SeverityScaleSettings>;

export const EscalationSettings = z.object({ steps: Escalation, expectedRevision });
export type EscalationSettings = z.infer<typeof EscalationSettings>;

/** Sets what each severity means, and how often it needs an update. */
export const saveSeverityScale = (
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { levels, approvalWithoutSeverity, expectedRevision: expected }: SeverityScaleSettings,
): Promise<void> =>
  save(
    deps,
    actor,
    pageId,
    'severity',
    {
      severityScale: levels,
      ...(approvalWithoutSeverity === undefined ? {} : { approvalWithoutSeverity }),
    },
    expected,
  );

/** Changes some fields of one severity. Returns the scale as it is then. */
export async function changeSeverity(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  key: string,
  changes: Partial<SeverityLevel>,
): Promise<SeverityScale> {
  const { severityScale, revision } = await pageToChange(deps, pageId, undefined);
  const scale = severityScaleOf({ severityScale });
  if (!severityLevelOf(scale, key)) throw notFound('severity');
  const levels = scale.map((level) => (level.key === key ? { ...level, ...changes } : level));
  await saveSeverityScale(deps, actor, pageId, { levels, expectedRevision: revision });
  return levels;
}

export const WorkingHoursSettings = z.object({ calendar: WorkingCalendar, expectedRevision });
export type WorkingHoursSettings = z.infer<typeof WorkingHoursSettings>;

/** Sets the business hours that severities can count in. Deadlines that exist stay. */
export const saveWorkingHours = (
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { calendar, expectedRevision: expected }: WorkingHoursSettings,
): Promise<void> =>
  save(deps, actor, pageId, 'business_hours', { workingHours: calendar }, expected);

/** Sets who is reminded of promised updates, and when. */
export async function saveEscalation(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { steps, expectedRevision: expected }: EscalationSettings,
): Promise<void> {
  const known = (await listMembers(deps.db, pageId)).map(({ id }) => `member:${id}`);
  const roles = ['lead', 'commander', 'owners'];
  const strangers = steps.flatMap(({ people }, i) =>
    people.every((who) => roles.includes(who) || known.includes(who))
      ? []
      : [[`steps.${i}.people`, 'Choose a team member.']],
  );
  if (strangers.length > 0) throw refused(Object.fromEntries(strangers));
  await save(deps, actor, pageId, 'escalation', { escalation: steps }, expected);
}

async function save(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  subject: string,
  after: Partial<Page>,
  expected: number | undefined,
): Promise<void> {
  const page = await pageToChange(deps, pageId, expected);
  const { severityScale, escalation, approvalWithoutSeverity, workingHours } = page;
  const change = { pageId, actor, at: deps.clock(), action: 'edit', subject, subjectId: pageId };
  await commit(
    deps,
    {
      ...change,
      before: { severityScale, escalation, approvalWithoutSeverity, workingHours },
      after,
    },
    [updatePage(deps.db, pageId, page.revision, after)],
  );
}
