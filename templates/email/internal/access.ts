import { html } from 'hono/html';
import type { Locale } from '../../../api/domain/text/locale.ts';
import { wordsIn } from '../../../site/locales/words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { framedMail } from '../framed.ts';

/** `locale`: the language of the page where the link was requested. */
type LinkMail = { page: MailPage; locale: Locale; link: string };

/** The link opens a page with a button that signs in. */
export async function internalLinkMail(input: LinkMail): Promise<WrittenMail> {
  const words = wordsIn(input.locale);
  const { say } = words;
  const page = inert(input.page.name);
  const what = say('internal.linkText', { page });
  const content = html`<h1>${say('internal.signIn')}</h1>
<p>${what}</p>
<p><a class="button" href="${input.link}">${say('internal.linkButton')}</a></p>
<p class="dim">${say('internal.linkOnce')}</p>`;
  const text = `${what}\n\n${say('internal.linkButton')}${words.colon.trimEnd()}\n${input.link}\n\n${say('internal.linkOnce')}\n`;
  const subject = say('internal.linkSubject', { page });
  const reason = say('internal.linkNot');
  return written({ words, page: input.page, subject, content, reason, text });
}

/** `email` is the address to sign in with. */
type AccessMail = LinkMail & { invitedBy: string; email: string };

/** Tells somebody that they may read the internal page. */
export async function internalAccessMail(input: AccessMail): Promise<WrittenMail> {
  const words = wordsIn(input.locale);
  const { say } = words;
  const page = inert(input.page.name);
  const what = say('internal.accessText', { name: inert(input.invitedBy), page });
  const how = say('internal.accessHow', { email: inert(input.email) });
  const content = html`<h1>${say('internal.page')}</h1>
<p>${what}</p>
<p>${how}</p>
<p><a class="button" href="${input.link}">${say('internal.open')}</a></p>`;
  const text = `${what}\n\n${how}\n\n${say('internal.open')}${words.colon.trimEnd()}\n${input.link}\n`;
  const subject = say('internal.accessSubject', { page });
  const reason = say('internal.accessNot');
  return written({ words, page: input.page, subject, content, reason, text });
}

function written(
  mail: Omit<Parameters<typeof framedMail>[0], 'footer'> & { reason: string },
): Promise<WrittenMail> {
  const { reason } = mail;
  return framedMail({
    ...mail,
    footer: html`<p>${reason}</p>`,
    text: `${mail.text}\n-- \n${reason}\n`,
  });
}
