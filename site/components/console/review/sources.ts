import type { ReviewSource, SourceKind } from '../../../../api/domain/review/facts.ts';
import type { ReviewValues } from '../../../../api/domain/review/fields.ts';
import { formatInstant } from '../../../../templates/words.ts';

export type ShownSource = { sentence: string; label: string; href: string };

const places: Record<SourceKind, { label: string; anchor: string }> = {
  incident: { label: 'Incident', anchor: '' },
  update: { label: 'Update', anchor: '#public-updates' },
  internal_update: { label: 'Internal update', anchor: '#internal-updates' },
  milestone: { label: 'Milestone', anchor: '#events' },
  event: { label: 'Timeline', anchor: '#events' },
  triage: { label: 'Triage', anchor: '#triage' },
  hypothesis: { label: 'Hypothesis', anchor: '#hypotheses' },
  change: { label: 'Change', anchor: '#changes' },
  role: { label: 'Role', anchor: '#roles' },
  components: { label: 'Status of components', anchor: '' },
};

/** The origin of each prefilled sentence that is still in its field. */
export function sourcesOf(
  {
    sources,
    values,
    incidentId,
  }: { sources: readonly ReviewSource[]; values: ReviewValues; incidentId: string },
  { zone, now }: { zone: string; now: number },
): Map<string, ShownSource[]> {
  const shown = sources.flatMap(({ field, sentence, kind, id, at }) => {
    if (!values[field]?.includes(sentence)) return [];
    const { label, anchor } = places[kind];
    const when = at === null ? '' : `, ${formatInstant(at, zone, now)}`;
    const place = kind === 'event' ? `#event-${id}` : anchor;
    const href = `/admin/incidents/${incidentId}${place}`;
    return [{ field, sentence, label: `${label}${when}`, href }];
  });
  return Map.groupBy(shown, ({ field }) => field);
}
