import { BLANK } from '../template/blank.ts';
import type { Dispute, DraftValues } from './draft.ts';

/** What a form becomes after it was published: an update of that incident, or another one. */

/** The incident that an earlier text of this form opened; null if none did. */
export const followedIn = (values: DraftValues): string | null =>
  String(values.follows ?? '') || null;

/** True when the author says that it is about something else. */
export const isAnother = (values: DraftValues): boolean => Boolean(values.another);

/** The answer “about something else” belongs to the text that it was given for. */
export function withoutAnother<V extends DraftValues>({
  another: _,
  ...values
}: V): Omit<V, 'another'> {
  return values;
}

/** A newer text of a form that opened this incident. */
export const following = (values: DraftValues, publishedAs: string | null): DraftValues => ({
  ...withoutAnother(values),
  follows: publishedAs ?? '',
});

/** Form fields of an update that also exist in the form for a new incident or maintenance. */
const inUpdate = /^(state|template|notify|(body|composed)(@\w+)?|[fc]\..+)$/;

/** The draft of a new incident, as an update of an existing one. */
export const asUpdate = (
  draft: { values: DraftValues; disputes: readonly Dispute[] },
  known: { revision: number; newestSeq: number },
): { values: DraftValues; disputes: Dispute[] } => ({
  values: {
    template: BLANK,
    ...Object.fromEntries(Object.entries(draft.values).filter(([name]) => inUpdate.test(name))),
    expectedRevision: String(known.revision),
    known: String(known.newestSeq),
  },
  disputes: draft.disputes.filter(({ field }) => inUpdate.test(field)),
});
