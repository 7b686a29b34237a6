import { markdownToText } from '../../templates/markdown.ts';
import { countTerms, excerpt, type Piece } from '../domain/search.ts';
import type { SnapshotIncident } from '../snapshot/snapshot.ts';

/** What the update that has most of the words says around the first of them; the newest where none has any. */
export function excerptOf({ updates }: SnapshotIncident, terms: readonly string[]): Piece[] {
  const told = updates.map((update) => markdownToText(update.body));
  const counts = told.map((text) => countTerms(text, terms));
  return excerpt(told[counts.indexOf(Math.max(...counts))] ?? '', terms);
}
