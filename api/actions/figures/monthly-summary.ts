import { pauseReason } from '../../../db/channel/send-pause.ts';
import { write } from '../../../db/engine/write.ts';
import {
  type SummaryReader,
  subscribeToSummary,
  summaryReaders,
  summaryStatements,
  unsubscribeFromSummary,
} from '../../../db/figures/monthly-summary.ts';
import { monthlySummaryMail } from '../../../templates/email/team/monthly-summary.ts';
import type { Deps } from '../../context/deps.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { Actor } from '../../domain/response/role.ts';
import { monthOf, previousMonth } from '../../domain/time/format.ts';
import { HOUR } from '../../domain/time/time.ts';
import { startOfDay } from '../../domain/time/zone.ts';
import { readFigures } from '../../reads/figures.ts';
import type { Publisher } from '../commit.ts';

/** Hours after the month began, by the page's clock, at which the last month is mailed. */
const AT_HOUR = 8;

/** Turns the summary of each month on or off for a member. The first is of the current month. */
export async function chooseMonthlySummary(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  page: { id: string; timeZone: string },
  isWanted: boolean,
): Promise<void> {
  const key = { pageId: page.id, userId: actor.id };
  const now = deps.clock();
  const lastMonth = previousMonth(monthOf(now, page.timeZone));
  await write(deps.db, [
    isWanted
      ? subscribeToSummary(deps.db, { ...key, lastMonth, createdAt: now })
      : unsubscribeFromSummary(deps.db, key),
  ]);
}

type Summarizing = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'> & {
  config: { baseUrl: string };
};

/** Mails the summary of the month that is over to members who turned it on: each month once. */
export async function sendMonthlySummaries(deps: Summarizing): Promise<void> {
  const now = deps.clock();
  const due = (await summaryReaders(deps.db)).flatMap((reader) => {
    const month = monthDue(reader, now);
    return month === null ? [] : [{ ...reader, month }];
  });
  if (due.length === 0 || (await pauseReason(deps.db)) !== null) return;
  for (const reader of due) await sendSummary(deps, reader, now);
  deps.wake();
}

/** The last month that is over, unless this person got it; months that were missed are left out. */
function monthDue({ lastMonth, timeZone }: SummaryReader, now: number): string | null {
  const current = monthOf(now, timeZone);
  const month = previousMonth(current);
  const isTime = now >= startOfDay(`${current}-01`, timeZone) + AT_HOUR * HOUR;
  return isTime && lastMonth < month ? month : null;
}

/** Figures of what this person may read: a restricted incident counts for the people it names. */
async function sendSummary(
  deps: Summarizing,
  reader: SummaryReader & { month: string },
  now: number,
): Promise<void> {
  const { pageId, userId, month, email } = reader;
  const page = { ...reader, id: pageId };
  const { figures, onCallLoad } = await readFigures(
    deps.db,
    { page, personId: userId, now },
    { period: month },
  );
  const url = addressOf(reader, deps.config.baseUrl);
  const mail = await monthlySummaryMail({
    ...{ page: { ...reader.page, url }, month, figures, onCallLoad },
    link: `${url}/admin/insights?period=${month}`,
    settings: `${url}/admin/account`,
  });
  const directMail = { id: deps.newId(), to: email, ...mail };
  await write(deps.db, summaryStatements({ pageId, userId, month }, directMail, now));
}
