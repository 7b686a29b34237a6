import type { AppContext } from '../../../context/context.ts';
import { PageNumber } from '../../../http/form.ts';
import type { IncidentSearch } from '../../../reads/incident/incidents.ts';

/** What the address of a list asks for. */
export const incidentSearch = (c: AppContext): { page: number; search: IncidentSearch } => ({
  page: PageNumber.parse(c.req.query('page')),
  search: { q: (c.req.query('q') ?? '').trim().slice(0, 200), open: c.req.query('open') === '1' },
});
