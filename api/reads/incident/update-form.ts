import { reachOf } from '../../../db/channel/channel.ts';
import { listComponents } from '../../../db/component/component.ts';
import { countRecipients } from '../../../db/delivery/recipient.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { listTemplates } from '../../../db/template/template.ts';
import type { IncidentKind, State } from '../../domain/incident/incident.ts';
import { readArchivedComponents } from './archived-components.ts';

export type UpdateFormOptions = Awaited<ReturnType<typeof readUpdateForm>>;

type UpdateFormQuery = {
  pageId: string;
  now: number;
  record: IncidentRecord | undefined;
  /** Components that have a status in the form. */
  chosen: readonly string[];
  kind: IncidentKind;
  state: State;
};

/** What the form of an update offers, and how many people an update of these components reaches. */
export async function readUpdateForm(
  db: Db,
  { pageId, now, record, chosen, ...next }: UpdateFormQuery,
) {
  const componentIds = [...new Set([...(record?.componentIds ?? []), ...chosen])];
  const target = {
    ...{ pageId, cutAt: now, componentIds, incidentId: record?.id ?? null },
    ...{ kind: record?.kind ?? next.kind, state: next.state, notice: null },
  };
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
