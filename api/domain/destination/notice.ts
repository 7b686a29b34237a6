import type { Locale } from '../text/locale.ts';

/** A message with one link to a webhook or a chat that has not confirmed yet. */
export type NoticeParts = {
  /** Of the subscriber. */
  id: string;
  page: { id: string; name: string; url: string };
  locale: Locale;
  dir: 'ltr' | 'rtl';
  /** ISO 8601. */
  at: string;
  title: string;
  text: string;
  /** What the link does. */
  action: string;
  link: string;
  /** For whoever did not expect the message. */
  note: string;
};
