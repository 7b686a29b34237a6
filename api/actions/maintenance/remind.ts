import { findIncident, updateIncident } from '../../../db/incident/incident.ts';
import type { Incident } from '../../../db/incident/timeline.ts';
import { newestSeq } from '../../domain/incident/incident.ts';
import { isReminderDue } from '../../domain/maintenance/automatic.ts';
import { windowOf } from '../../domain/maintenance/change-notice.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Languages, Translations } from '../../domain/text/translation.ts';
import { commit, type Publisher } from '../commit.ts';
import { componentsById } from '../incident/checks/possible.ts';
import { updateStatements } from '../status/timeline.ts';

const bodies = (translations: Translations | null = null): Languages =>
  Object.fromEntries(
    Object.entries(translations ?? {}).map(([locale, body]) => [locale, { body }]),
  );

/** Repeats the announcement, in its own words. */
export async function remind(
  deps: Publisher,
  actor: Actor,
  row: Pick<Incident, 'id' | 'pageId' | 'revision'>,
): Promise<void> {
  const now = deps.clock();
  const { id, pageId } = row;
  const before = await findIncident(deps.db, pageId, id);
  if (!before || before.revision !== row.revision || !isReminderDue(before, now)) return;
  const announced = before.updates.find((update) => update.notice === null);
  const after = { remindAfter: now, updatedAt: now };
  const change = { pageId, actor, at: now, action: 'update', subject: 'incident', subjectId: id };
  await commit(deps, { ...change, before: { remindAfter: before.remindAfter }, after }, [
    updateIncident(deps.db, id, before.revision, after),
    ...updateStatements(deps, await componentsById(deps, pageId, before.componentIds), {
      pageId,
      incidentId: id,
      actor,
      audience: before.audience,
      seq: newestSeq(before.updates) + 1,
      author: actor.name,
      at: now,
      displayAt: now,
      event: { what: 'reminder', window: windowOf(before, now) },
      affected: before.componentIds,
      input: {
        state: 'scheduled',
        body: announced?.body ?? '',
        locale: announced?.locale ?? null,
        translations: bodies(announced?.translations),
        components: {},
        nextUpdateBy: null,
        deliverNotifications: true,
        templateId: null,
        fields: null,
      },
    }),
  ]);
}
