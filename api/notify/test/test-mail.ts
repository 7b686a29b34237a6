import { testMail } from '../../../templates/email/test.ts';
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
  pageName: string;
  baseUrl: string;
}): Promise<TestMail> {
  const { hostname } = new URL(of.baseUrl);
  return {
    from: of.from,
    to: of.to,
    ...(await testMail(of)),
    messageId: `<test-${of.id}@${hostname}>`,
    headers: automatic,
    envelope: { from: /<([^<>]+)>\s*$/.exec(of.from)?.[1] ?? of.from.trim(), to: of.to },
  };
}
