import { linkAlertGroup } from '../../../db/alert/incident.ts';
import { endPagingOfIncident } from '../../../db/alert/paging.ts';
import { type Draft, insertClosedDraft, updateDraft } from '../../../db/draft/draft.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { notFound } from '../../core/problem.ts';
import type { Graded } from '../../domain/draft/approval.ts';
import type { IncidentKind } from '../../domain/incident/incident.ts';
import type { Scope } from '../../domain/maintenance/scope.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';
import { type Correction, correctUpdate } from '../correction/correction.ts';
import { checkedOpening, createIncident } from '../incident/create.ts';
import { assertEditPassed, editOf } from '../incident/edit.ts';
import type { Published } from '../incident/idempotency.ts';
import type { IncidentPatch, NewIncident } from '../incident/input.ts';
import { patchIncident } from '../incident/patch.ts';
import type { OpenedIncident, PublishOptions } from '../incident/publish-options.ts';
import { openingMails } from '../internal/opening.ts';
import type { InternalMailer } from '../internal/subscription.ts';
import { changeSeries } from '../maintenance/change-series.ts';
import { createSeries } from '../maintenance/series.ts';

/** A new incident or maintenance; with `series`, its first window. */
export type Opening = {
  what: 'opening';
  input: NewIncident;
  series?: { rule: string; zone: string } | undefined;
};

/** The next update of an incident, or an edit of it. In a series it may apply to other windows too. */
export type IncidentEdit = {
  what: 'change';
  id: string;
  patch: IncidentPatch;
  scope?: Scope;
  /** True when it may overlap other work on the same components. */
  mayOverlap?: boolean;
};

/** Another text or time for a published update. */
type UpdateCorrection = {
  what: 'correction';
  id: string;
  updateId: string;
  correction: Correction;
};

/** What a person, a script or the clock publishes. */
export type Publication = Opening | IncidentEdit | UpdateCorrection;

/** `exceptionCount`: windows of a series that were not changed. */
export type PublishedAs = Published & { exceptionCount?: number };

/** Publishes it in one batch. Throws when preflight or a missing approval stops it. */
export function publish(
  deps: Publisher & InternalMailer,
  actor: Actor,
  pageId: string,
  publication: Publication,
  options: PublishOptions = {},
): Promise<PublishedAs> {
  if (publication.what === 'correction') {
    const { id, updateId, correction } = publication;
    return correctUpdate(deps, actor, pageId, id, updateId, correction, options);
  }
  if (publication.what === 'change') {
    const { id, patch, scope = 'one', mayOverlap = false } = publication;
    if (scope === 'one') return patchIncident(deps, actor, pageId, id, patch, options);
    return changeSeries(deps, actor, pageId, id, patch, { ...options, scope, mayOverlap });
  }
  const { input, series } = publication;
  const { scheduledFor, scheduledUntil } = input;
  if (!series || scheduledFor === null || scheduledUntil === null) {
    const report = { body: input.body, by: options.writer?.name ?? actor.name };
    const mails = (opened: OpenedIncident) => openingMails(deps, opened, report);
    return createIncident(deps, actor, pageId, input, { ...options, openingMails: mails });
  }
  const first = { ...input, scheduledFor, scheduledUntil };
  return createSeries(deps, actor, pageId, { ...series, first }, options);
}

/**
 * Throws what publishing would throw, except for a missing approval, and writes nothing. Returns
 * what decides whether approval is needed.
 */
export async function assertReady(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  publication: Opening | IncidentEdit,
  options: Pick<PublishOptions, 'seenWarnings' | 'writer'>,
): Promise<Graded> {
  if (publication.what === 'opening') {
    const { opened } = await checkedOpening(deps, actor, pageId, publication.input, options);
    const { kind, audience, severity } = opened.row;
    return { kind, audience, severity, pastSeverities: [] };
  }
  const before = await findIncident(deps.db, pageId, publication.id);
  if (!before) throw notFound('incident');
  const edit = await editOf(deps, actor, before, publication.patch, options);
  await assertEditPassed(deps, actor, edit, options);
  return { ...before, audience: edit.change.row.audience };
}

/** The draft as it was read, or the id of one that was never saved. */
export type PublishedForm = {
  id: string;
  pageId: string;
  kind: IncidentKind;
  incidentId: string | null;
  draft: Draft | null;
  /** Saved when there was no draft, so that a newer text can be told from the published one. */
  values?: Draft['values'];
};

/** Part of the batch that publishes a form. Of several simultaneous submissions, one succeeds. */
export function publishForm(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  { draft, values: posted = {}, ...form }: PublishedForm,
  publishedAs: string,
): Statement[] {
  const at = deps.clock();
  const end = {
    state: 'published' as const,
    publishedAs,
    publishedName: actor.name,
    updatedAt: at,
  };
  if (!draft)
    return [
      insertClosedDraft(deps.db, {
        ...form,
        ...end,
        values: posted,
        beganBy: actor.id,
        beganName: actor.name,
        changedBy: actor.id,
        changedName: actor.name,
        createdAt: at,
      }),
    ];
  const { values, changedBy, changedName, writers } = draft;
  return [
    updateDraft(deps.db, draft.id, draft.revision, {
      ...end,
      values,
      changedBy,
      changedName,
      writers,
    }),
    linkAlertGroup(draft.id, publishedAs),
    ...(actor.kind === 'user' ? [endPagingOfIncident(publishedAs, { at, by: actor.name })] : []),
    insertAudit(deps.db, {
      id: deps.newId(),
      pageId: form.pageId,
      actor,
      at,
      action: 'publish',
      subject: 'draft',
      subjectId: draft.id,
      after: { publishedAs, revision: draft.revision },
    }),
  ];
}
