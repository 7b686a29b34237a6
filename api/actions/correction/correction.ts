import { z } from 'zod';
import { correctionStatements } from '../../../db/delivery/notification.ts';
import { findIncident, updateIncident, updateText } from '../../../db/incident/incident.ts';
import { notFound, refused } from '../../core/problem.ts';
import { MAX_TEXT_LENGTH } from '../../domain/incident/incident.ts';
import { isForReaders } from '../../domain/page/scope.ts';
import type { Actor } from '../../domain/response/role.ts';
import { storable } from '../../domain/text/characters.ts';
import { mergedWith } from '../../domain/text/translation.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { assertApproved } from '../incident/checks/approval.ts';
import { assertPassed } from '../incident/checks/preflight.ts';
import { findReplay, type Published, withIdempotency } from '../incident/idempotency.ts';
import { IncidentPatch, Override, TEXT_TOO_LONG } from '../incident/input.ts';
import type { PublishOptions } from '../incident/publish-options.ts';
import { correctSeries } from './correct-series.ts';
import { retimed } from './retime.ts';

export const Correction = z.object({
  body: z.string().overwrite(storable).trim().max(MAX_TEXT_LENGTH, TEXT_TOO_LONG).optional(),
  /** True when the body also replaces the sentence that the product wrote for the update. */
  isWhole: z.boolean().default(true),
  locale: IncidentPatch.shape.locale,
  /** Fields that are absent keep their value, unless the body changes. */
  translations: IncidentPatch.shape.translations,
  displayAt: z.number().int().optional(),
  override: Override,
  approvalOverride: Override,
  /** Mails the corrected update again, to the recipients of the original. */
  deliverNotifications: z.boolean().default(false),
  expectedRevision: z.number().int().optional(),
});
export type Correction = z.infer<typeof Correction>;

/** Changes the text or the time of a published update, once per key. Mails it again only if asked. */
export async function correctUpdate(
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
  {
    approval,
    seenWarnings,
    idempotencyKey,
  }: Pick<PublishOptions, 'approval' | 'seenWarnings' | 'idempotencyKey'> = {},
): Promise<Published> {
  const incident = await findIncident(deps.db, pageId, incidentId);
  const before = incident?.updates.find((update) => update.id === updateId);
  if (!incident || !before) throw notFound('update');
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return { id: earlier, visible: true };
  assertFresh(incident.revision, expectedRevision);
  const event = isWhole && correction.body !== undefined ? null : before.event;
  if (correction.body === '' && !event)
    throw refused({
      body: 'Enter a message.',
    });
  const at = deps.clock();
  const { findings, audited } = await assertPassed(
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
      translations,
      affected: [],
      severity: incident.severity,
    },
    { override, seenWarnings },
  );
  // The old answers produced the old text, so the next form must not start from them.
  const isNewText = correction.body !== undefined && correction.body !== before.body;
  const mergedTranslations = mergedWith(
    isNewText ? null : before.translations,
    translations,
    'body',
  );
  const rewritten =
    isNewText ||
    event !== before.event ||
    JSON.stringify(mergedTranslations) !== JSON.stringify(before.translations);
  const after = {
    ...correction,
    event,
    locale: isNewText ? (locale ?? before.locale) : before.locale,
    translations: mergedTranslations,
    ...(rewritten ? { correctedAt: at, fields: null } : {}),
    updatedAt: at,
  };
  const { displayAt } = correction;
  const isMoved = displayAt !== undefined && displayAt !== before.displayAt;
  const read =
    (rewritten || isMoved) && isForReaders(before)
      ? await assertApproved(deps, actor, pageId, [incident], {
          approval,
          findings,
          override: approvalOverride,
        })
      : {};
  const moved = isMoved ? await retimed(deps, incident, before, displayAt) : null;
  const text = { body: correction.body ?? before.body, translations: mergedTranslations, at };
  const series = rewritten ? await correctSeries(deps, incident, before, text) : [];
  const isNotified = rewritten && deliverNotifications && isForReaders(before);
  const change = {
    ...{ pageId, actor, at, action: 'correct', subject: 'incident_update', subjectId: updateId },
    before: { body: before.body, translations: before.translations, displayAt: before.displayAt },
    after: {
      ...{ ...after, ...moved?.times, ...audited, ...read },
      ...(moved && { past: moved.overwritten }),
    },
  };
  return withIdempotency(deps, pageId, idempotencyKey, incidentId, (recordKey) =>
    commit(deps, change, [
      ...recordKey,
      updateIncident(deps.db, incidentId, incident.revision, { ...moved?.times, updatedAt: at }),
      updateText(deps.db, updateId, after),
      ...(moved?.statements ?? []),
      ...series,
      ...(isNotified
        ? correctionStatements(deps.db, {
            id: deps.newId(),
            pageId,
            incidentId,
            updateId,
            componentIds: incident.componentIds.length > 0 ? incident.componentIds : null,
            at,
            ...{ state: before.state, notice: before.notice },
          })
        : []),
    ]),
  );
}
