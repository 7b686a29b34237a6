import { z } from 'zod';
import { correctionStatements } from '../../../db/delivery/notification.ts';
import { correctUpdate, findIncident, updateIncident } from '../../../db/incident/incident.ts';
import { notFound, refused } from '../../core/problem.ts';
import { LONGEST_TEXT } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { storable } from '../../domain/text/characters.ts';
import { mergedWith } from '../../domain/text/translation.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { assertApproved } from '../incident/approval.ts';
import { IncidentPatch, Override, TEXT_TOO_LONG } from '../incident/input.ts';
import { assertPassed } from '../incident/preflight.ts';
import { retimed } from './retime.ts';

export const Correction = z.object({
  body: z.string().overwrite(storable).trim().max(LONGEST_TEXT, TEXT_TOO_LONG).optional(),
  /** The body is all that the update says, also in place of what the product said of it. */
  isWhole: z.boolean().default(true),
  locale: IncidentPatch.shape.locale,
  /** What is not named stays, unless the text itself is another one. */
  translations: IncidentPatch.shape.translations,
  displayAt: z.number().int().optional(),
  override: Override,
  approvalOverride: Override,
  /** Mails it again, as corrected, to whom the update itself was for. */
  deliverNotifications: z.boolean().default(false),
  expectedRevision: z.number().int().optional(),
});
export type Correction = z.infer<typeof Correction>;

/** Changes what a past update says, or when it was; nobody is told again unless that is asked for. */
export async function correctPastUpdate(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  incidentId: string,
  updateId: string,
  {
    override,
    approvalOverride,
    deliverNotifications,
    expectedRevision,
    isWhole,
    locale,
    translations,
    ...correction
  }: Correction,
): Promise<void> {
  const incident = await findIncident(deps.db, pageId, incidentId);
  const before = incident?.updates.find((update) => update.id === updateId);
  if (!incident || !before) throw notFound('update');
  assertFresh(incident.revision, expectedRevision);
  const event = isWhole && correction.body !== undefined ? null : before.event;
  if (correction.body === '' && !event)
    throw refused({
      body: 'Write the update’s text.',
    });
  const at = deps.clock();
  const passed = await assertPassed(
    deps,
    actor,
    pageId,
    {
      audience: before.audience,
      kind: incident.kind,
      state: before.state,
      title: '',
      body: correction.body ?? '',
      locale: locale ?? before.locale,
      spoken: translations,
      affected: [],
      severity: incident.severity,
    },
    override,
  );
  // What was answered made the wrong words: the next form must not start from it.
  const anew = correction.body !== undefined && correction.body !== before.body;
  const spoken = mergedWith(anew ? null : before.translations, translations, 'body');
  const rewritten =
    anew ||
    event !== before.event ||
    JSON.stringify(spoken) !== JSON.stringify(before.translations);
  const after = {
    ...correction,
    event,
    locale: anew ? (locale ?? before.locale) : before.locale,
    translations: spoken,
    ...(rewritten ? { correctedAt: at, fields: null } : {}),
    updatedAt: at,
  };
  const { displayAt } = correction;
  const isMoved = displayAt !== undefined && displayAt !== before.displayAt;
  const read =
    (rewritten || isMoved) && before.audience === 'public'
      ? await assertApproved(deps, actor, pageId, incident, { alone: approvalOverride })
      : {};
  const moved = isMoved ? await retimed(deps, incident, before, displayAt) : null;
  const isNotified = rewritten && deliverNotifications && before.audience === 'public';
  await commit(
    deps,
    {
      pageId,
      actor,
      at,
      action: 'correct',
      subject: 'incident_update',
      subjectId: updateId,
      before: { body: before.body, translations: before.translations, displayAt: before.displayAt },
      after: { ...after, ...moved?.times, ...passed, ...read, ...(moved && { past: moved.past }) },
    },
    [
      updateIncident(deps.db, incidentId, incident.revision, { ...moved?.times, updatedAt: at }),
      correctUpdate(deps.db, updateId, after),
      ...(moved?.statements ?? []),
      ...(isNotified
        ? correctionStatements(deps.db, {
            id: deps.newId(),
            pageId,
            incidentId,
            updateId,
            componentIds: incident.componentIds.length > 0 ? incident.componentIds : null,
            at,
          })
        : []),
    ],
  );
}
