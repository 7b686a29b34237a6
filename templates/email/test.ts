import { html } from 'hono/html';
import { inert, type MailPage, type WrittenMail } from './frame.ts';
import { framedMail } from './framed.ts';

/** The test mail. */
export function testMail(of: { page: MailPage; baseUrl: string }): Promise<WrittenMail> {
  const page = inert(of.page.name);
  const subject = `Test email from ${page}`;
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
  return framedMail({ page: of.page, subject, content, footer, text });
}
