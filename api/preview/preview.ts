import { secondsFor } from '../../db/channel/channel.ts';
import { componentsByIds } from '../../db/component/component.ts';
import { supersededUpdates } from '../../db/delivery/notification.ts';
import { countRecipients, type UpcomingUpdate } from '../../db/delivery/recipient.ts';
import type { Db } from '../../db/engine/client.ts';
import type { Page } from '../../db/page/page.ts';
import { componentsById } from '../actions/incident/checks/possible.ts';
import { findBackdating } from '../actions/status/backdating.ts';
import type { Config } from '../core/config.ts';
import { addressOf } from '../domain/page/address.ts';
import { snapshotAudienceOf } from '../domain/page/scope.ts';
import type { Locale } from '../domain/text/locale.ts';
import { mailOf } from '../notify/channels/email/render.ts';
import { feedI18nFor, itemsOf, type UpdateItem, wholePage } from '../render/feeds/update-items.ts';
import { recentRows } from '../snapshot/build.ts';
import { snapshotOf } from '../snapshot/from-rows.ts';
import { localizedIn } from '../snapshot/history/localized.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { incidentAfter, type Previewed, rowsAfter, type Unpublished } from './rows.ts';

export type Preview = {
  snapshot: Snapshot;
  /** Components whose subscribers would be notified. */
  recipientComponentIds: string[];
  occasion: Pick<UpcomingUpdate, 'incidentId' | 'kind' | 'state' | 'notice'>;
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

type PreviewDeps = { db: Db; config: Pick<Config, 'baseUrl'> };

/** The page, mail and feed item of an update, made by the code that publishes. */
export async function previewOf(
  deps: PreviewDeps,
  page: Page,
  draft: Unpublished,
  /** A language other than the page’s own. */
  named: Locale | null = null,
): Promise<Preview> {
  const { now, record } = draft;
  const audience = snapshotAudienceOf(draft.input.audience ?? record?.audience);
  const scope = { pageId: page.id, audience };
  const rows = await recentRows(deps.db, scope, now, record?.id);
  if (!rows) throw new Error('the page is gone');
  const known = await componentsById(deps, page.id, record?.componentIds);
  const previewed = incidentAfter(draft, page.id, known);
  const backdating = record ? undefined : await backdatingIn(deps, previewed);
  const after = rowsAfter(rows, record, previewed, backdating);
  const written = snapshotOf(after, audience, deps.config.baseUrl, now);
  const snapshot = localizedIn(written, named ?? page.locale);
  const i18n = feedI18nFor(snapshot, named);
  const { update, incident, recipientComponentIds } = previewed;
  return {
    snapshot,
    recipientComponentIds,
    occasion: {
      ...{ incidentId: record?.id ?? null, kind: incident.kind },
      ...{ state: update.state, notice: update.notice },
    },
    item: itemsOf(snapshot, wholePage(snapshot, i18n), i18n).find(({ id }) =>
      id.endsWith(`:${update.id}`),
    ),
    mail: await mailIn(deps, page, previewed, named),
  };
}

/** A first update may report what turned before it. */
const backdatingIn = (deps: PreviewDeps, { incident, update }: Previewed) =>
  findBackdating(
    deps,
    incident.startedAt,
    update.createdAt,
    update.changes.map(({ componentId }) => componentId),
  );

const mailIn = async (
  deps: PreviewDeps,
  page: Page,
  { incident, update, isNew }: Previewed,
  named: Locale | null,
) =>
  mailOf(
    addressOf(page, deps.config.baseUrl),
    {
      page,
      incident,
      update,
      correctedAt: null,
      components: await componentsByIds(deps.db, incident.componentIds),
      supersededUpdates: isNew ? [] : await supersededUpdates(deps.db, incident.id),
    },
    named,
  );

/** Recipients of the mail that this update would send. */
export async function audienceEstimateOf(
  deps: PreviewDeps,
  page: Page,
  draft: Unpublished,
): Promise<AudienceEstimate> {
  const {
    mail,
    recipientComponentIds: componentIds,
    occasion,
  } = await previewOf(deps, page, draft);
  const upcoming = { pageId: page.id, cutAt: draft.now, componentIds, ...occasion };
  const people = await countRecipients(deps.db, upcoming);
  const seconds = await secondsFor(deps.db, people);
  return { subject: mail.subject, people, from: draft.now + page.mailHold * 1000, seconds };
}
