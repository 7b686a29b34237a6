import type { MailPage } from '../../../templates/email/frame.ts';
import { testMail } from '../../../templates/email/test.ts';
import { namedSender } from '../../domain/delivery/sender-name.ts';
import { automatic } from '../channels/email/compose.ts';

/** A complete test mail, with its sender and recipient. */
export type TestMail = {
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  messageId: string;
  headers: Record<string, string>;
  envelope: { from: string; to: string };
};

export async function composeTest(of: {
  id: string;
  to: string;
  from: string;
  page: Pick<MailPage, 'name' | 'logo' | 'accent'>;
  baseUrl: string;
}): Promise<TestMail> {
  const { hostname } = new URL(of.baseUrl);
  const { senderName, ...mail } = await testMail({ ...of, page: { ...of.page, url: of.baseUrl } });
  return {
    from: namedSender(of.from, senderName),
    to: of.to,
    ...mail,
    messageId: `<test-${of.id}@${hostname}>`,
    headers: automatic,
    envelope: { from: /<([^<>]+)>\s*$/.exec(of.from)?.[1] ?? of.from.trim(), to: of.to },
  };
}
