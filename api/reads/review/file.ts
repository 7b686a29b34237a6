import { reviewFileName, writeReview } from '../../../templates/review/write.ts';
import { parseTimeline } from '../../domain/review/timeline.ts';
import type { ReviewDocument } from './document.ts';

/** The document as a Markdown file, with the decisions that were made during the incident. */
export function reviewFile(
  { review, incident, head, items, decisions, milestones }: ReviewDocument,
  zone: string,
): { name: string; text: string } {
  const { values } = review;
  const { startedAt, name: title } = incident;
  const { lines } = parseTimeline(values.timeline ?? '', { zone, startedAt });
  return {
    name: reviewFileName({ title, head }),
    text: writeReview({
      ...{ title, head, zone, values, timeline: lines, items, decisions, milestones },
    }),
  };
}
