import { applyPatch, structuredPatch } from 'diff';
import { type ReviewValues, reviewFields, shortFields } from './fields.ts';

export type MergedReview = {
  values: ReviewValues;
  /** Fields in which both changed the same lines; both versions are kept. */
  conflicts: string[];
  /** Fields that took over a change of somebody else. */
  taken: string[];
};

/**
 * Merges one person's form with what others saved since `base`, by field and by line. Where both
 * changed the same lines, the text has both, so that nothing is lost.
 */
export function mergeReview(
  base: ReviewValues,
  stored: ReviewValues,
  posted: ReviewValues,
): MergedReview {
  const values: Record<string, string> = {};
  const conflicts: string[] = [];
  const taken: string[] = [];
  for (const field of reviewFields) {
    const [ancestor = '', theirs = '', ours = theirs] = [base[field], stored[field], posted[field]];
    const merged = mergeText(ancestor, theirs, ours, shortFields.includes(field));
    if (merged.isConflict) conflicts.push(field);
    else if (merged.text !== ours) taken.push(field);
    if (merged.text) values[field] = merged.text;
  }
  return { values, conflicts, taken };
}

export function mergeText(
  base: string,
  stored: string,
  posted: string,
  isShort = false,
): { text: string; isConflict: boolean } {
  if (posted === stored || stored === base) return { text: posted, isConflict: false };
  if (posted === base) return { text: stored, isConflict: false };
  if (isShort) return { text: posted, isConflict: true };
  const lines = (text: string) => (text === '' ? '' : `${text}\n`);
  const patch = structuredPatch('', '', lines(base), lines(posted), '', '', { context: 1 });
  const patched = applyPatch(lines(stored), patch);
  if (patched !== false) return { text: patched.replace(/\n$/, ''), isConflict: false };
  const known = new Set(stored.split('\n'));
  const added = posted
    .split('\n')
    .filter((line) => !known.has(line) && !base.split('\n').includes(line));
  return { text: [stored, ...added].join('\n'), isConflict: true };
}
