import { html } from 'hono/html';
import { wordsIn } from '../../../site/locales/words.ts';
import {
  frame,
  headerLine,
  inert,
  type MailPage,
  type Markup,
  senderNameOf,
  type WrittenMail,
} from '../frame.ts';

/** The link opens a page with a button that signs in. */
export async function internalLinkMail(of: { page: MailPage; link: string }): Promise<WrittenMail> {
  const page = inert(of.page.name);
  const subject = headerLine(`Sign in to the internal status page of ${page}`);
  const what = `Someone asked to sign in to the internal status page of ${page} with this address.`;
  const until = 'The link works once, for 15 minutes.';
  const unexpected = 'If it wasn’t you, ignore this email.';
  const content = html`<h1>Sign in</h1>
<p>${what}</p>
<p><a class="button" href="${of.link}">Continue to sign in</a></p>
<p class="dim">${until}</p>`;
  const text = `${what}\n\nContinue to sign in:\n${of.link}\n\n${until}\n`;
  return written({ page: of.page, subject, content, reason: unexpected, text });
}

/** Tells somebody that they may read the internal page. `email` is the address to sign in with. */
export async function internalAccessMail(of: {
  page: MailPage;
  invitedBy: string;
  email: string;
  link: string;
}): Promise<WrittenMail> {
  const page = inert(of.page.name);
  const subject = headerLine(`You can read the internal status page of ${page}`);
  const what = `${inert(of.invitedBy)} gave you access to the internal status page of ${page}. It shows incidents as the team sees them, with internal updates. Please keep it to yourself.`;
  const how = `Sign in with ${inert(of.email)}. You get a link by email; there is no password.`;
  const content = html`<h1>Internal status page</h1>
<p>${what}</p>
<p>${how}</p>
<p><a class="button" href="${of.link}">Open internal page</a></p>`;
  const text = `${what}\n\n${how}\n\nOpen internal page:\n${of.link}\n`;
  const reason = 'If you weren’t expecting this email, you can ignore it.';
  return written({ page: of.page, subject, content, reason, text });
}

async function written(of: {
  page: MailPage;
  subject: string;
  content: Markup;
  reason: string;
  text: string;
}): Promise<WrittenMail> {
  const { page, subject, content, reason } = of;
  return {
    senderName: senderNameOf(wordsIn(), page.name),
    subject,
    html: await frame({ page, title: subject, content, footer: html`<p>${reason}</p>` }),
    text: `${of.text}\n-- \n${reason}\n`,
  };
}
