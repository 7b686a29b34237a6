import { and, eq, isNull, or } from 'drizzle-orm';
import type { Locale } from '../../api/domain/text/locale.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { incident, incidentUpdate } from '../schema/index.ts';

/** Sets the language of titles and texts that are marked as `before`, or not marked, to `locale`. */
export const textsWrittenIn = (
  db: Db,
  pageId: string,
  before: Locale,
  locale: Locale,
): Statement[] =>
  [incident, incidentUpdate].map((table) =>
    db
      .update(table)
      .set({ locale })
      .where(and(eq(table.pageId, pageId), or(isNull(table.locale), eq(table.locale, before)))),
  );
