import type { State } from '../../api/domain/incident/incident.ts';
import type { Notice } from '../../api/domain/maintenance/notice.ts';
import { type Words, wordsIn } from '../../site/locales/words.ts';
import { headerLine, withoutIsolates } from './frame.ts';
import type { UpdateMail } from './update-mail.ts';

const LONGEST_SUBJECT = 180;

/** `[Investigating] Card payments: Payments fail` */
export function subjectOf(
  mail: Pick<UpdateMail, 'locale' | 'state' | 'notice' | 'components' | 'incident' | 'correctedAt'>,
): string {
  const { say, colon } = wordsIn(mail.locale);
  const [first, second, ...more] = mail.components.map((component) => component.name);
  const about =
    first === undefined || second === undefined
      ? first
      : more.length === 0
        ? say('mail.two', { first, second })
        : say('mail.more', { first, n: more.length + 1 });
  const { name } = mail.incident;
  // A title that begins with the name of the only component names it already.
  const isNamedInTitle =
    first !== undefined &&
    second === undefined &&
    name.toLowerCase().startsWith(first.toLowerCase()) &&
    !/^[\p{L}\p{N}]/u.test(name.slice(first.length));
  const subject = about === undefined || isNamedInTitle ? name : `${about}${colon}${name}`;
  const line = headerLine(withoutIsolates(`[${headingOf(mail)}] ${subject}`));
  const signs = [...line];
  return signs.length <= LONGEST_SUBJECT
    ? line
    : `${signs.slice(0, LONGEST_SUBJECT - 1).join('')}…`;
}

export const stateLabel = (
  { say }: Words,
  update: { state: State; notice?: Notice | null },
): string => (update.notice ? say(`notice.${update.notice}`) : say(`state.${update.state}`));

export function headingOf(
  mail: Pick<UpdateMail, 'locale' | 'state' | 'notice' | 'correctedAt'>,
): string {
  const words = wordsIn(mail.locale);
  const state = stateLabel(words, mail);
  return mail.correctedAt ? words.say('mail.corrected', { state }) : state;
}
