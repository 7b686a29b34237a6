import { listComponents } from '../../../db/component/component.ts';
import { type Draft, findDraft } from '../../../db/draft/draft.ts';
import { otherEditors, type Presence } from '../../../db/draft/presence.ts';
import type { Db } from '../../../db/engine/client.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { listTemplates } from '../../../db/template/template.ts';
import { PRESENCE_TTL } from '../../domain/draft/draft.ts';
import { followedIn } from '../../domain/draft/follow-up.ts';
import type { Actor } from '../../domain/response/role.ts';

/** What a form shows of its draft. */
export type DraftForm = {
  /** Undefined until the form was saved. */
  draft: Draft | undefined;
  /** Who else has it open. */
  others: Presence[];
  /** The incident that an earlier text of the form opened. */
  followed: IncidentRecord | null;
  /** Labels of the fields that two people changed, by field name. */
  labels: Record<string, string>;
};

type DraftFormQuery = { pageId: string; actor: Actor; now: number; id: string; follows: string };

export async function readDraftForm(
  db: Db,
  { pageId, actor, now, id, follows }: DraftFormQuery,
): Promise<DraftForm> {
  const draft = id ? (await findDraft(db, pageId, id))?.draft : undefined;
  const others = draft ? await otherEditors(db, draft.id, actor.id, now - PRESENCE_TTL) : [];
  return { ...(await readDraftFacts(db, pageId, draft, follows)), draft, others };
}

/** The same for a draft that is known. */
export async function readDraftFacts(
  db: Db,
  pageId: string,
  draft: Draft | undefined,
  follows = followedIn(draft?.values ?? {}) ?? '',
): Promise<Pick<DraftForm, 'followed' | 'labels'>> {
  const found = follows ? await findIncident(db, pageId, follows) : null;
  const followed = found?.audience === 'restricted' ? null : found;
  return { followed, labels: draft?.disputes.length ? await readLabels(db, pageId) : {} };
}

async function readLabels(db: Db, pageId: string): Promise<Record<string, string>> {
  const [templates, components] = await Promise.all([
    listTemplates(db, pageId),
    listComponents(db, pageId),
  ]);
  return Object.fromEntries([
    ...templates.flatMap(({ fields }) => fields.map(({ key, label }) => [`f.${key}`, label])),
    ...components.map(({ id, name }) => [`c.${id}`, name]),
  ]);
}
