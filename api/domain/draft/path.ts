import type { IncidentKind } from '../incident/incident.ts';

type Place = { id: string; kind: IncidentKind; incidentId: string | null };

/** Where the form of a draft continues, in the console. */
export const formPathOf = ({ id, incidentId, kind }: Place): string => {
  const opening = kind === 'maintenance' ? '/admin/maintenances/new' : '/admin/incidents/new';
  return `${incidentId ? `/admin/incidents/${incidentId}` : opening}?draft=${id}`;
};
