import type { ImportCounts, Stored } from '../../actions/import/store.ts';
import type { Translation } from './translate.ts';

/** The report for a terminal: counts, then every item that was left out and why. */
export function importReport(
  stored: Stored,
  { components, incidents, skipped, changed, gaps }: Translation,
): string[] {
  const maintenances = incidents.filter(({ row }) => row.kind === 'maintenance').length;
  const updates = incidents.reduce((sum, incident) => sum + incident.updates.length, 0);
  const leftOut = [
    ...skipped.map(({ what, why }) => `  skipped ${what}: ${why}`),
    ...stored.conflicts.map(({ name, why }) => `  “${name}” not changed: ${why}`),
  ];
  return [
    `${stored.page.isNew ? 'Created page' : 'Imported into page'} “${stored.page.name}”.`,
    `Read: components ${components.length}, incidents ${incidents.length - maintenances}, maintenances ${maintenances}, updates ${updates}.`,
    `Components: ${words(stored.components)}.`,
    `Incidents and maintenances: ${words(stored.incidents)}.`,
    ...(components.length > 0
      ? []
      : ['No components were read. Import components.json too, or add components in the console.']),
    leftOut.length > 0 ? `Skipped: ${leftOut.length}` : 'Nothing skipped.',
    ...leftOut,
    ...(changed.length > 0 ? [`Changed: ${changed.length}`] : []),
    ...changed.map(({ what, why }) => `  changed ${what}: ${why}`),
    ...gaps,
  ];
}

const words = ({ added, renewed, unchanged }: ImportCounts): string =>
  `${added} added, ${renewed} updated, ${unchanged} unchanged`;
