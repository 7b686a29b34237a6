import { html } from 'hono/html';
import { frame, headerLine, inert } from './frame.ts';

/** The test mail. */
export async function testMail(of: {
  pageName: string;
  baseUrl: string;
}): Promise<{ subject: string; html: string; text: string }> {
  const page = inert(of.pageName);
  const subject = headerLine(`Test email from ${page}`);
  const what = `This is a test email from ${page}. Updates to your subscribers are sent the same way.`;
  const next = 'If this landed in spam, set up SPF, DKIM and DMARC for the sender’s domain.';
  const content = html`<h1>Your email setup works</h1>
<p>${what}</p>
<p>${next}</p>
<p><a class="button" href="${of.baseUrl}/admin/mail">View email in the console</a></p>`;
  const footer = html`<p>You’re receiving this because someone on the ${page} team sent a test to this address.</p>`;
  const text = `${what}

${next}

View email in the console: ${of.baseUrl}/admin/mail

--${' '}
You’re receiving this because someone on the ${page} team sent a test to this address.
`;
  return { subject, html: await frame({ title: subject, content, footer }), text };
}
