import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { readers } from '../../domain/page/scope.ts';
import type { Finding } from '../../domain/preflight/index.ts';
import type { Publisher } from '../commit.ts';
import { check } from '../incident/checks/preflight.ts';

/** What preflight finds in the updates of a drill, as if customers read them; in the order of writing. */
export async function drillFindings(
  deps: Pick<Publisher, 'db' | 'clock'>,
  { pageId, kind, severity, updates }: IncidentRecord,
): Promise<Finding[]> {
  const found = await Promise.all(
    updates
      .toSorted((a, b) => a.seq - b.seq)
      .map(({ state, body, locale, nextUpdateBy }) =>
        check(deps, pageId, {
          ...{ audience: readers, kind, severity, state, title: '', body, locale },
          ...{ nextUpdateBy, affected: [] },
        }),
      ),
  );
  return found.flat();
}
