import { html } from 'hono/html';
import { frame, headerLine, inert } from './frame.ts';

/** Asks whether the owner of the address really wants mail. The link opens a page with a button. */
export async function confirmMail(mail: {
  pageName: string;
  pageUrl: string;
  link: string;
}): Promise<{ subject: string; html: string; text: string }> {
  const name = inert(mail.pageName);
  const subject = headerLine(`Confirm your subscription to ${name} status`);
  const content = html`<h1>One more step</h1>
<p>Somebody, we think you, asked us to write to this address whenever something goes wrong at ${name}, and when it is well again.</p>
<p><a class="button" href="${mail.link}">Confirm the subscription</a></p>
<p class="dim">If it was not you, do nothing: without the button on that page you will hear no more of this.</p>`;
  const footer = html`<p>Sent by <a href="${mail.pageUrl}">${name} status</a>.</p>`;
  const text = `Somebody, we think you, asked us to write to this address whenever something goes wrong at
${name}, and when it is well again.

To confirm, open this page and press its button:
${mail.link}

If it was not you, do nothing: without that button you will hear no more of this.

--${' '}
Sent by ${name} status: ${mail.pageUrl}
`;
  return { subject, html: await frame({ title: subject, content, footer }), text };
}
