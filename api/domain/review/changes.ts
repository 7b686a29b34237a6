import { type ReviewValues, reviewFields, sectionLabels } from './fields.ts';

/** The text of one version. */
export type ReviewVersion = { values: ReviewValues; publicBody: string };
export type ChangedField = { field: string; label: string; before: string; after: string };

/** The fields that differ between two versions, in the order of the document. */
export function reviewChanges(from: ReviewVersion | null, to: ReviewVersion): ChangedField[] {
  const texts = (one: ReviewVersion | null): ReviewValues =>
    one ? { ...one.values, publicBody: one.publicBody } : {};
  const [old, now] = [texts(from), texts(to)];
  return [...reviewFields, 'publicBody'].flatMap((field) => {
    const [before = '', after = ''] = [old[field], now[field]];
    return before === after ? [] : [{ field, label: labelOf(field), before, after }];
  });
}

function labelOf(field: string): string {
  const [name = '', n] = field.split('.');
  if (n) return { why: `Why ${n}`, because: `Because ${n}` }[name] ?? `Why ${n} follows from`;
  const others: Record<string, string> = {
    ...sectionLabels,
    ...{ author: 'Author', root: 'Number of the root cause', publicBody: 'Public postmortem' },
  };
  return others[name] ?? name;
}
