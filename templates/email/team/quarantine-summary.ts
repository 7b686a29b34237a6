import type { MailPage, WrittenMail } from '../frame.ts';
import { TO_OWNERS, teamMail } from './team-mail.ts';

/** To the owners, at most once a day: how many webhooks and chats get no more updates. */
export function quarantineSummaryMail(of: {
  n: number;
  page: MailPage;
  consoleUrl: string;
}): Promise<WrittenMail> {
  const count = of.n === 1 ? '1 webhook or chat' : `${of.n} webhooks or chats`;
  return teamMail({
    page: of.page,
    title: `${count} no longer ${of.n === 1 ? 'gets' : 'get'} updates`,
    paragraphs: [
      `Yesterday, ${count} ${of.n === 1 ? 'was' : 'were'} quarantined: deliveries failed for five days, or the destination no longer exists.`,
      'Contacts that you stored were told by email. The list shows what each one answered. A test that is accepted ends a quarantine.',
    ],
    button: 'View quarantined subscribers',
    link: of.consoleUrl,
    reason: TO_OWNERS,
  });
}
