import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Impact } from '../../api/domain/component/impact.ts';
import type { Db } from '../engine/client.ts';
import { incident } from '../schema/index.ts';

/** Impacts that were set by hand on open incidents that readers see. */
export async function openImpacts(db: Db, pageId: string): Promise<Impact[]> {
  const rows = await db
    .select({ impact: incident.impactOverride })
    .from(incident)
    .where(
      and(
        eq(incident.pageId, pageId),
        eq(incident.audience, 'public'),
        isNull(incident.resolvedAt),
        isNotNull(incident.impactOverride),
      ),
    );
  return rows.flatMap(({ impact }) => impact ?? []);
}
