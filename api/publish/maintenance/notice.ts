import { findPage } from '../../../db/page.ts';
import type { Incident, IncidentRecord } from '../../../db/timeline.ts';
import { cancelledText, rescheduledText, windowInZones } from '../../../templates/maintenance.ts';
import type { Notice } from '../../domain/maintenance/notice.ts';
import type { Publisher } from '../context.ts';

type After = Pick<Incident, 'state' | 'scheduledFor' | 'scheduledUntil' | 'zone'>;

/** What a change of the window, or calling the work off, says by itself: old and new, then `said`. */
export async function noticeOf(
  on: Publisher,
  before: IncidentRecord,
  after: After,
  said: string,
): Promise<{ notice: Notice; body: string } | null> {
  const now = on.clock();
  const isMoved =
    after.scheduledFor !== before.scheduledFor || after.scheduledUntil !== before.scheduledUntil;
  const isOff =
    before.state === 'scheduled' &&
    after.state === 'completed' &&
    now < (before.scheduledFor ?? now);
  const isRescheduled = isMoved && after.state === before.state && before.state !== 'completed';
  if (before.kind !== 'maintenance' || !(isOff || isRescheduled)) return null;
  const page = await findPage(on.db, before.pageId);
  const words = (of: Omit<After, 'state'>) =>
    windowInZones(
      { from: of.scheduledFor ?? now, until: of.scheduledUntil ?? now },
      page?.timeZone ?? 'Etc/UTC',
      of.zone,
      now,
    );
  return isOff
    ? { notice: 'cancelled', body: cancelledText(words(before), said) }
    : { notice: 'rescheduled', body: rescheduledText(words(before), words(after), said) };
}
