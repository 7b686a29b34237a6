import { secondsFor } from '../../db/channel/channel.ts';
import { componentsByIds } from '../../db/component/component.ts';
import { supersededUpdates } from '../../db/delivery/notification.ts';
import { countRecipients } from '../../db/delivery/recipient.ts';
import type { Db } from '../../db/engine/client.ts';
import type { Page } from '../../db/page/page.ts';
import type { Config } from '../core/env.ts';
import type { Locale } from '../domain/text/locale.ts';
import { mailOf } from '../notify/channels/email/render.ts';
import { feedI18nFor, itemsOf, type UpdateItem, wholePage } from '../render/feeds/update-items.ts';
import { recentRows, snapshotOf } from '../snapshot/build.ts';
import { localizedIn } from '../snapshot/localized.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { rowsAfter, type Unpublished } from './rows.ts';

export type Preview = {
  snapshot: Snapshot;
  /** Affected components. */
  componentIds: string[];
  mail: { subject: string; html: string; text: string };
  /** Absent for internal updates. */
  item: UpdateItem | undefined;
};

/** Number of recipients, when sending starts (ms), and how many seconds it takes at a known rate. */
export type AudienceEstimate = {
  subject: string;
  people: number;
  from: number;
  seconds: number | null;
};

type On = { db: Db; config: Pick<Config, 'baseUrl'> };

/** The page, mail and feed item of an update, made by the code that publishes. */
export async function previewOf(
  deps: On,
  page: Page,
  draft: Unpublished,
  /** A language other than the page’s own. */
  named: Locale | null = null,
): Promise<Preview> {
  const { baseUrl } = deps.config;
  const rows = await recentRows(deps.db, page.id, 'public', draft.now);
  if (!rows) throw new Error('the page is gone');
  const after = rowsAfter(rows, draft);
  const written = snapshotOf(after.rows, 'public', baseUrl, draft.now);
  const snapshot = localizedIn(written, named ?? page.locale);
  const i18n = feedI18nFor(snapshot, named);
  const [update] = after.incident.updates;
  if (!update) throw new Error('an update was just put there');
  return {
    snapshot,
    componentIds: after.incident.componentIds,
    item: itemsOf(snapshot, wholePage(snapshot, i18n), i18n).find(({ id }) =>
      id.endsWith(`:${update.id}`),
    ),
    mail: await mailOf(
      baseUrl,
      {
        page,
        incident: after.incident,
        update,
        correctedAt: null,
        components: await componentsByIds(deps.db, after.incident.componentIds),
        untold: draft.record ? await supersededUpdates(deps.db, draft.record.id) : [],
      },
      named,
    ),
  };
}

/** Recipients of the mail that this update would send. */
export async function audienceEstimateOf(
  deps: On,
  page: Page,
  draft: Unpublished,
): Promise<AudienceEstimate> {
  const { mail, componentIds: ids } = await previewOf(deps, page, draft);
  const told = { pageId: page.id, cutAt: draft.now, componentIds: ids.length > 0 ? ids : null };
  const people = await countRecipients(deps.db, told);
  const seconds = await secondsFor(deps.db, people);
  return { subject: mail.subject, people, from: draft.now + page.mailHold * 1000, seconds };
}
