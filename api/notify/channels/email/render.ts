import { updateMail } from '../../../../templates/email/update.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import type { NotifiedUpdate } from '../../port/channel.ts';
import { updateFacts } from '../update/facts.ts';

/** The mail of one update, with the texts of the updates that it supersedes. */
export const mailOf = (
  baseUrl: string,
  event: NotifiedUpdate,
  named: Locale | null = null,
): ReturnType<typeof updateMail> => updateMail(updateFacts(baseUrl, event, named));
