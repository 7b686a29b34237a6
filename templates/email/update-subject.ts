import type { State } from '../../api/domain/incident/incident.ts';
import type { Notice } from '../../api/domain/maintenance/notice.ts';
import { type Words, wordsIn } from '../../site/locales/words.ts';
import { headerLine, withoutIsolates } from './frame.ts';
import type { UpdateMail } from './update-mail.ts';

const MAX_SUBJECT_LENGTH = 180;

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
  const shown = [first, more.length === 0 ? second : undefined];
  const isNamedInTitle = shown.some((one) => one !== undefined && names(name, one));
  const subject = about === undefined || isNamedInTitle ? name : `${about}${colon}${name}`;
  const line = headerLine(withoutIsolates(`[${headingOf(mail)}] ${subject}`));
  const signs = [...line];
  return signs.length <= MAX_SUBJECT_LENGTH
    ? line
    : `${signs.slice(0, MAX_SUBJECT_LENGTH - 1).join('')}…`;
}

/** Whether a title has the name of a component as words of its own, wherever it stands. */
function names(title: string, component: string): boolean {
  const [text, name] = [title, component].map((one) => one.normalize('NFKC').toLowerCase());
  if (!text || !name) return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before = '', after = ''] = [text.slice(0, at), text.slice(at + name.length)];
    if (!isOneWord(before, name) && !isOneWord(name, after)) return true;
  }
  return false;
}

/** Chinese and Japanese put no space between words. */
const isOneWord = (before: string, after: string): boolean =>
  /[\p{L}\p{N}]$/u.test(before) &&
  /^[\p{L}\p{N}\p{M}]/u.test(after) &&
  !/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]$/u.test(before) &&
  !/^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]/u.test(after);

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
