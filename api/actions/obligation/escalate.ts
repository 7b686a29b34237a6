import { pauseReason } from '../../../db/channel/send-pause.ts';
import { write } from '../../../db/engine/write.ts';
import {
  alertPoliciesOf,
  escalationsOf,
  NO_ESCALATION,
  type RoutedPolicy,
} from '../../../db/escalation/due.ts';
import { insertTrigger } from '../../../db/escalation/pagerduty.ts';
import { followPolicy } from '../../../db/escalation/policy.ts';
import { lapseAcknowledgement } from '../../../db/obligation/acknowledge.ts';
import { type DueRow, dueObligations } from '../../../db/obligation/due.ts';
import { fillMissingSubjects, syncPromises } from '../../../db/obligation/promise.ts';
import { completeRoles } from '../../../db/obligation/role.ts';
import {
  advanceAfterStep,
  insertReminder,
  insertStepMail,
  type NewStep,
  takeStep,
} from '../../../db/obligation/step.ts';
import { readUnsettled } from '../../../db/obligation/unsettled.ts';
import { PAGERDUTY } from '../../domain/escalation/pagerduty.ts';
import { nextLapse } from '../../domain/obligation/acknowledge.ts';
import { countingOf } from '../../domain/obligation/deadline.ts';
import { itemKindOf } from '../../domain/obligation/item-kinds.ts';
import type { ObligationKind } from '../../domain/obligation/obligation.ts';
import { rolesMissing } from '../../domain/obligation/roles.ts';
import { stepsOf } from '../../domain/obligation/steps.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import { aroundTheClock } from '../../domain/time/working-time.ts';
import type { Publisher } from '../commit.ts';
import { obligationMail } from './mail.ts';
import { peopleOnCall } from './on-call.ts';
import { type PagerDeps, sendPagerEvents } from './pager.ts';

export type EscalationDeps = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'> & PagerDeps;

/**
 * Takes every step that is due, of every kind of obligation: each once, in order, however many
 * ticks were missed. A person of several steps of one obligation gets one mail. Sends to PagerDuty, too.
 */
export async function escalateObligations(deps: EscalationDeps): Promise<void> {
  const now = deps.clock();
  const { hasPagerDutyWork } = await settle(deps, now);
  const triggered = await takeSteps(deps, now);
  if ((hasPagerDutyWork || triggered) && (await pauseReason(deps.db)) === null)
    await sendPagerEvents(deps);
}

/** True when a step triggers PagerDuty. */
async function takeSteps(deps: EscalationDeps, now: number): Promise<boolean> {
  const due = (await escalated(deps, now)).map((one) => ({ ...one, ...stepsOf(one, one, now) }));
  const acting = due.filter(({ steps, nextDueAt }) => steps.length > 0 || nextDueAt === null);
  if (acting.length === 0 || (await pauseReason(deps.db)) !== null) return false;
  for (const one of acting) await escalateOne(deps, one, now);
  deps.wake();
  return acting.some(({ steps }) => steps.some(triggersPagerDuty));
}

const triggersPagerDuty = ({ people }: { people: readonly string[] }): boolean =>
  people.includes(PAGERDUTY);

/** Obligations follow from the incidents, whoever wrote those; acknowledgments lapse. */
async function settle(deps: EscalationDeps, now: number) {
  const { isUnsettled, hasPagerDutyWork, acknowledged } = await readUnsettled(deps.db);
  const lapsed = acknowledged.flatMap((one) => {
    const activeAt = Math.max(one.doneAt, one.lastActivity ?? 0);
    const add = countingOf(one, one.severity);
    const lapsedBy = nextLapse(severityScaleOf(one), { ...one, activeAt }, { add, now });
    return lapsedBy ? [lapseAcknowledgement({ ...one, activeAt }, lapsedBy)] : [];
  });
  const statements = [
    ...(isUnsettled ? [fillMissingSubjects(), ...syncPromises(now)] : []),
    ...lapsed,
  ];
  if (statements.length > 0) await write(deps.db, statements);
  return { hasPagerDutyWork };
}

/** What may be due, with the escalation policy of each incident and who is on call. */
async function escalated(deps: EscalationDeps, now: number) {
  const rows = await withPolicies(deps, await dueObligations(deps.db, now));
  const moved = rows.filter(
    ({ kind, policyId, policy }) => followsPolicy(kind) && policyId !== (policy?.id ?? null),
  );
  if (moved.length > 0)
    await write(
      deps.db,
      moved.map(({ id, policy }) => followPolicy(id, policy?.id ?? null, now)),
    );
  const current =
    moved.length > 0 ? await withPolicies(deps, await dueObligations(deps.db, now)) : rows;
  const pages = current.flatMap(({ pageId, policy }) =>
    policy?.levels.some(({ targets }) => targets.some(({ type }) => type === 'schedule'))
      ? [pageId]
      : [],
  );
  const onCall = await peopleOnCall(deps.db, [...new Set(pages)], now);
  return current.map((one) => ({ ...one, onCall }));
}

const followsPolicy = (kind: ObligationKind) => kind === 'acknowledge' || kind === 'alert';

async function withPolicies({ db }: EscalationDeps, rows: readonly DueRow[]) {
  const acknowledgements = rows.flatMap(({ id, kind, incidentId, pageId, severity }) =>
    kind === 'acknowledge' && incidentId !== null ? [{ id, incidentId, pageId, severity }] : [],
  );
  const alerts = rows.flatMap(({ kind, subjectId }) => (kind === 'alert' ? [subjectId] : []));
  const [escalations, routes] = await Promise.all([
    escalationsOf(db, acknowledgements),
    alertPoliciesOf(db, alerts),
  ]);
  return rows.map((one) => {
    const { policy, businessImpact } = escalations.get(one.incidentId) ?? NO_ESCALATION;
    const { escalatedAt } = one;
    const paged = one.kind === 'alert' ? routes.get(one.subjectId) : undefined;
    const routed: RoutedPolicy | null =
      one.kind === 'acknowledge' ? policy : (paged?.policy ?? null);
    const severity = paged?.severity ?? one.severity;
    const isEscalated =
      escalatedAt !== null &&
      !one.taken.some(({ createdAt, people }) => createdAt >= escalatedAt && people.length > 0);
    return {
      ...{ ...one, policy: routed, isEscalated },
      taken: one.taken.map(({ level }) => level),
      notified: new Map(one.taken.map(({ level, people }) => [level, people])),
      incident: { severity, businessImpact, scale: severityScaleOf(one) },
      // Only the deadlines of a severity are counted in its time.
      add: itemKindOf(one.kind) ? aroundTheClock : countingOf(one, one.severity),
      /** The person who requested more people is not one of them. */
      members: isEscalated ? one.members.filter(({ id }) => id !== one.escalatedById) : one.members,
    };
  });
}

type Due = Awaited<ReturnType<typeof withPolicies>>[number] & ReturnType<typeof stepsOf>;

async function escalateOne(deps: EscalationDeps, due: Due, now: number): Promise<void> {
  if (
    due.kind === 'role_missing' &&
    due.incidentId !== null &&
    rolesMissing(severityScaleOf(due), due).length === 0
  ) {
    await write(deps.db, [completeRoles(due.incidentId, now)]);
    return;
  }
  const mail = await obligationMail(due, deps.config.baseUrl, now);
  const { pageId, round, id: obligationId } = due;
  const taken: NewStep[] = due.steps.map((step) => ({
    ...{ ...step, id: deps.newId(), obligationId, round },
  }));
  const lastStepOf = new Map(taken.flatMap(({ id, people }) => people.map((who) => [who, id])));
  const mails = [...lastStepOf].flatMap(([who, step]) => {
    const to = due.members.find(({ id }) => id === who)?.email;
    return to ? [insertStepMail(step, { id: deps.newId(), pageId, to, ...mail }, now)] : [];
  });
  const last = taken.at(-1);
  const level = due.policy ? due.taken.length + taken.length : (last?.level ?? 0) + 1;
  await write(deps.db, [
    ...taken.flatMap((step) => [takeStep(step, now), insertReminder(step.id)]),
    ...taken.filter(triggersPagerDuty).map(({ id }) => insertTrigger(id, now)),
    ...mails,
    ...(last && due.nextDueAt !== undefined
      ? [advanceAfterStep(last, { level, dueAt: due.nextDueAt })]
      : []),
  ]);
}
