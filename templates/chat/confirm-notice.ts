import type { Locale } from '../../api/domain/text/locale.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { inert } from '../email/frame.ts';

/** Asks the readers of a webhook or a chat to confirm, in plain text. */
export function confirmNotice(locale: Locale, page: { name: string }) {
  const { say, dir } = wordsIn(locale);
  const name = inert(page.name);
  return {
    dir,
    title: say('mail.confirmSubject', { page: name }),
    text: say('notice.confirmText', { page: name }),
    action: say('mail.confirmButton'),
    note: say('notice.confirmNot'),
  };
}
