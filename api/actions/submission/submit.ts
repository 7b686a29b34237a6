import { type Draft, findDraft } from '../../../db/draft/draft.ts';
import type { Page } from '../../../db/page/page.ts';
import { Problem } from '../../core/problem.ts';
import { requiresApproval } from '../../domain/draft/approval.ts';
import { filledFields } from '../../domain/draft/draft.ts';
import { isAnother } from '../../domain/draft/follow-up.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { askForApproval } from '../draft/approve.ts';
import { followedBy, newerDraft } from '../draft/newer.ts';
import type { Publishing } from '../draft/publish.ts';
import { type Posted, type Saved, saveDraft } from '../draft/save.ts';
import { scheduleDraft } from '../draft/schedule.ts';
import type { PublishOptions } from '../incident/publish-options.ts';
import { internalPart } from '../internal/internal-part.ts';
import { assertReady, publish, publishForm } from '../publication/publication.ts';
import type { Submission, SubmissionOutcome, ToPublish, ToStore } from './submission.ts';

/**
 * The one way in which a text is published, whoever sends it. A form is first merged with what
 * others saved of it. Whatever it wants, preflight runs once, and approval is required by the verb
 * that writes.
 */
export async function submit(
  deps: Publishing,
  actor: Actor,
  page: Page,
  submission: Submission,
): Promise<SubmissionOutcome> {
  if (submission.form === null) return publishNow(deps, actor, page, submission);
  const { form } = submission;
  if (submission.wants === 'save') {
    const { draft, taken } = await saveDraft(deps, actor, page.id, form);
    if (draft.state === 'published') return publishedBefore(deps, actor, page, draft, form);
    return { outcome: 'saved', draft, isMerged: taken.length > 0 };
  }
  const isPublished = submission.wants === 'publish';
  const known = await findDraft(deps.db, page.id, form.id);
  const saved = known && (await saveDraft(deps, actor, page.id, form, isPublished));
  if (saved?.draft.state === 'published')
    return publishedBefore(deps, actor, page, saved.draft, form);
  const problem = saved && disagreement(saved);
  if (problem) return { outcome: 'redraw', draft: saved.draft, problem };
  if (submission.wants !== 'publish') {
    const { draft } = saved ?? (await saveDraft(deps, actor, page.id, form));
    return storeForLater(deps, actor, page, draft, submission);
  }
  return publishDrafted(deps, actor, page, saved?.draft ?? null, submission);
}

/** Nobody publishes what they have not seen, or what two people still say differently. */
function disagreement({ draft: { disputes, changedName }, taken }: Saved): Problem | null {
  if (disputes.length > 0)
    return new Problem('invalid', 'Not published. Conflicting edits: choose a version below.');
  if (taken.length === 0) return null;
  return new Problem(
    'invalid',
    `Not published. ${changedName} edited this draft while you were writing. Both versions are merged below: review, then publish.`,
  );
}

async function publishNow(
  deps: Publishing,
  actor: Actor,
  page: Page,
  { read, idempotencyKey, seenWarnings }: ToPublish,
  extraStatements?: PublishOptions['extraStatements'],
): Promise<SubmissionOutcome> {
  const publication = await read(deps.clock());
  const options = { idempotencyKey, seenWarnings, ...(extraStatements && { extraStatements }) };
  const published = await publish(deps, actor, page.id, publication, options);
  return { outcome: 'published', ...published };
}

/** Publishes a form with the end of its draft in the same batch, so that it is published once. */
async function publishDrafted(
  deps: Publishing,
  actor: Actor,
  page: Page,
  draft: Draft | null,
  submission: ToPublish & { form: Posted },
): Promise<SubmissionOutcome> {
  const { form } = submission;
  const { id, kind, incidentId } = form;
  const ended = { id, pageId: page.id, kind, incidentId, draft, values: filledFields(form.values) };
  try {
    await assertAnother(deps, page.id, form);
    const author = draft?.changedName ?? actor.name;
    const internal = incidentId
      ? await internalPart(deps, actor, { pageId: page.id, incidentId, author }, valuesOf(ended))
      : [];
    const extraStatements = (as: string) => [...publishForm(deps, actor, ended, as), ...internal];
    return await publishNow(deps, actor, page, submission, extraStatements);
  } catch (error) {
    const now = isConflict(error) ? await findDraft(deps.db, page.id, id) : null;
    if (now?.draft.state === 'published')
      return publishedBefore(deps, actor, page, now.draft, form);
    // A refused text is kept as a draft. If that fails too, the refusal says more.
    if (draft) await saveDraft(deps, actor, page.id, form).catch(() => null);
    throw error;
  }
}

const valuesOf = ({ draft, values }: { draft: Draft | null; values: Draft['values'] }) =>
  draft?.values ?? values;

const isConflict = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'conflict';

/** Puts a draft before a second person, or leaves it to the clock, where it could be published. */
async function storeForLater(
  deps: Publishing,
  actor: Actor,
  page: Page,
  draft: Draft,
  { wants, form, read, time: timeOf, seenWarnings, newestSeenSeq }: ToStore,
): Promise<SubmissionOutcome> {
  await assertAnother(deps, page.id, form);
  const time = wants === 'schedule' ? timeOf() : undefined;
  const asOf = time?.publishAt ?? deps.clock();
  const publication = await read(asOf);
  const then = { ...deps, clock: () => asOf };
  // A draft keeps its severity, even if the page's scale no longer has it.
  const graded = await assertReady(then, actor, page.id, publication, {
    seenWarnings,
    writer: actor,
  });
  const input = publication.what === 'opening' ? publication.input : publication.patch;
  const series = publication.what === 'opening' ? publication.series : undefined;
  const outgoing = { input, asOf, seen: newestSeenSeq, ...(series && { series }) };
  const isApprovalOverridden =
    can(actor, 'approval.override', page) && Boolean(input.approvalOverride);
  if (time && (isApprovalOverridden || !requiresApproval(page, graded))) {
    await scheduleDraft(deps, actor, draft, outgoing, time);
    return { outcome: 'scheduled', draft };
  }
  await askForApproval(deps, actor, draft, outgoing, time);
  return { outcome: 'awaiting approval', draft };
}

/** A form that was published already: later changes are saved as a draft, and not reported as published. */
async function publishedBefore(
  deps: Publishing,
  actor: Actor,
  page: Page,
  published: Draft,
  form: Posted,
): Promise<SubmissionOutcome> {
  const draft = await newerDraft(deps, actor, page.id, published, form);
  if (!draft) {
    const { publishedAs: id, publishedName: by } = published;
    return { outcome: 'published', id: id ?? '', visible: true, by };
  }
  const isOpen = (await followedBy(deps, page.id, draft.values)) !== null;
  const next = isOpen
    ? 'post it as an update, or confirm below that it’s a different issue.'
    : 'review it and publish.';
  const message = `This draft was already published. Your newer text is saved as a new draft: ${next}`;
  return { outcome: 'redraw', draft, problem: new Problem('conflict', message) };
}

/** Opens a second incident from one form only if the author says that it is another one. */
async function assertAnother(
  deps: Publishing,
  pageId: string,
  { incidentId, values }: Posted,
): Promise<void> {
  if (incidentId !== null || isAnother(values)) return;
  const record = await followedBy(deps, pageId, values);
  if (!record) return;
  throw new Problem(
    'invalid',
    `Not published. “${record.name}” was already published from this form. Post this text as an update, or confirm below that it’s a different issue.`,
    { another: 'Select this only if it’s a different issue.' },
  );
}
