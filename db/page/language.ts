import { and, eq, isNull, or } from 'drizzle-orm';
import type { Locale } from '../../api/domain/text/locale.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { incident, incidentUpdate } from '../schema/index.ts';

/** Titles and texts that count as written in `before`, because they say so or say nothing, are in `locale`. */
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
