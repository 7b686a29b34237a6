import { reachOf } from '../../../db/channel/channel.ts';
import { listComponents } from '../../../db/component/component.ts';
import { countRecipients } from '../../../db/delivery/recipient.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { listTemplates } from '../../../db/template/template.ts';
import { readArchivedComponents } from './archived-components.ts';

export type UpdateFormOptions = Awaited<ReturnType<typeof readUpdateForm>>;

type Asked = {
  pageId: string;
  now: number;
  record: IncidentRecord | undefined;
  /** Components that have a status in the form. */
  chosen: readonly string[];
};

/** What the form of an update offers, and how many people an update of these components reaches. */
export async function readUpdateForm(db: Db, { pageId, now, record, chosen }: Asked) {
  const ids = [...new Set([...(record?.componentIds ?? []), ...chosen])];
  const target = { pageId, cutAt: now, componentIds: ids.length > 0 ? ids : null };
  const [components, archived, templates, reach, people] = await Promise.all([
    listComponents(db, pageId),
    readArchivedComponents(db, record?.componentIds ?? []),
    listTemplates(db, pageId),
    reachOf(db, pageId),
    countRecipients(db, target),
  ]);
  /** How many emails the provider accepts for now, where that is too few; null if it is not. */
  const quota = reach.left !== null && reach.left < people ? reach.left : null;
  return { components, archived, templates, people, quota };
}
