import { html } from 'hono/html';
import { frame, headerLine, inert } from './frame.ts';

/** The test mail. */
export async function testMail(of: {
  pageName: string;
  baseUrl: string;
}): Promise<{ subject: string; html: string; text: string }> {
  const page = inert(of.pageName);
  const subject = headerLine(`Test mail from ${page}`);
  const what = `This is a test from ${page}. Updates to your subscribers go out the same way.`;
  const next =
    'If you found it in the spam folder, set up SPF, DKIM and DMARC for the domain of the sender.';
  const content = html`<h1>Mail from your status page arrives</h1>
<p>${what}</p>
<p>${next}</p>
<p><a class="button" href="${of.baseUrl}/admin/mail">Open Mail in the console</a></p>`;
  const footer = html`<p>You get this because somebody who runs ${page} asked for a test to this address.</p>`;
  const text = `${what}

${next}

Open Mail in the console: ${of.baseUrl}/admin/mail

--${' '}
You get this because somebody who runs ${page} asked for a test to this address.
`;
  return { subject, html: await frame({ title: subject, content, footer }), text };
}
