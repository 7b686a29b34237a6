import { Audience } from '../incident/incident.ts';
import { readers } from './scope.ts';

/** Whom an incident is for after a form: it can become public, and never less public than it was. */
export function audienceChosen(typed: string, before?: Audience): Audience {
  const chosen = Audience.safeParse(typed).data;
  if (before === undefined) return chosen ?? readers;
  return before === 'internal' && chosen === readers ? readers : before;
}

export const visibilityLabels: Record<Audience, string> = {
  public: 'Public',
  internal: 'Internal',
  restricted: 'Restricted',
};
