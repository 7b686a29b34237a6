import { formatInstant } from '../../../../templates/words.ts';
import { IncidentPatch } from '../../../actions/incident/input.ts';
import { submit } from '../../../actions/submission/submit.ts';
import type { AppContext } from '../../../context/context.ts';
import { MINUTE } from '../../../domain/time/time.ts';
import { assertCan } from '../../../http/permission.ts';
import { type ChatReply, plainReply } from '../slack/message.ts';

/** Changes when the next update is due, which readers see. Nobody is notified. */
export async function promiseNext(
  c: AppContext,
  id: string,
  minutes: number | null,
): Promise<ChatReply> {
  const { deps, page, actor } = c.var;
  assertCan(actor, 'incident.publish', page);
  const now = deps.clock();
  const nextUpdateBy = minutes === null ? null : now + minutes * MINUTE;
  const patch = IncidentPatch.parse({ nextUpdateBy, deliverNotifications: false });
  await submit(deps, actor, page, {
    ...{ wants: 'publish', form: null },
    read: async () => ({ what: 'change', id, patch }),
  });
  return plainReply(
    nextUpdateBy === null
      ? 'The incident has no next update time now.'
      : `Next update by ${formatInstant(nextUpdateBy, page.timeZone, now)}.`,
  );
}
