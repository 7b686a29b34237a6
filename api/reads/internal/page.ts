import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { incidentsForInternalPage, internalUpdatesOf } from '../../../db/internal/incidents.ts';
import { type InternalReader, subscribedTo } from '../../../db/internal/subscription.ts';
import type { Page } from '../../../db/page/page.ts';
import type { InternalUpdateRow } from '../../../db/room/card.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import {
  type InternalEntry,
  internalTimeline,
  nextInternalUpdate,
} from '../../domain/internal/timeline.ts';
import type { InternalAudience } from '../../domain/room/internal-update.ts';
import type { Locale } from '../../domain/text/locale.ts';
import { localized } from '../../domain/text/translation.ts';

/** The language of the reader, and the page with its own. */
type Localization = { page: Pick<Page, 'id' | 'locale'>; locale: Locale };
type LocalizedRecord = ReturnType<typeof localized<IncidentRecord>>;

/** An incident on the internal page: public and internal updates on one timeline. */
export type InternalIncidentView = {
  record: LocalizedRecord;
  entries: InternalEntry<LocalizedRecord['updates'][number], InternalUpdateRow>[];
  /** Null where nobody said when the next internal update comes. */
  next: ReturnType<typeof nextInternalUpdate>;
};

export type InternalPageView = Awaited<ReturnType<typeof readInternalPage>>;

/** The internal status page for one person; `audience`: only its internal updates. */
export async function readInternalPage(
  db: Db,
  { page, locale }: Localization,
  reader: { who: InternalReader; personId: string | null },
  audience: InternalAudience | null,
) {
  const [records, components, subscribed] = await Promise.all([
    incidentsForInternalPage(db, page.id, reader.personId),
    listComponents(db, page.id),
    subscribedTo(db, page.id, reader.who),
  ]);
  const inLanguage = (record: IncidentRecord) => localized(record, locale, page.locale);
  const open = records.filter(({ state }) => !isClosed(state));
  const updates = await internalUpdatesOf(
    db,
    open.map(({ id }) => id),
  );
  return {
    open: open.map((record) => internalIncidentView(inLanguage(record), updates, audience)),
    recent: records.filter(({ state }) => isClosed(state)).map(inLanguage),
    components: components.filter(({ group }) => !group),
    subscribed,
    audience,
  };
}

/** One incident; null where there is none for this person. */
export async function readInternalIncident(
  db: Db,
  record: IncidentRecord,
  { page, locale }: Localization,
  audience: InternalAudience | null,
): Promise<InternalIncidentView> {
  const read = localized(record, locale, page.locale);
  return internalIncidentView(read, await internalUpdatesOf(db, [record.id]), audience);
}

const internalIncidentView = (
  record: LocalizedRecord,
  updates: readonly InternalUpdateRow[],
  audience: InternalAudience | null,
): InternalIncidentView => {
  const own = updates.filter(
    (one) => one.incidentId === record.id && (audience === null || one.audience === audience),
  );
  return { record, entries: internalTimeline(record.updates, own), next: nextInternalUpdate(own) };
};
