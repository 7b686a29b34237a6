import { html } from 'hono/html';
import type { Role } from '../../api/domain/response/role.ts';
import { inert, type MailPage, type WrittenMail } from './frame.ts';
import { framedMail } from './framed.ts';
import { dayAndTime } from './when.ts';

const may: Record<Role, string> = {
  viewer: 'view the console',
  publisher: 'publish updates',
  owner: 'publish updates and change settings',
};

/** The link opens a form for a name and a password. `expiresAt` in UTC ms. */
export function invitationMail(of: {
  page: MailPage;
  invitedBy: string;
  role: Role;
  link: string;
  expiresAt: number;
  zone: string;
}): Promise<WrittenMail> {
  const page = inert(of.page.name);
  const subject = `You’re invited to the ${page} status page`;
  const what = `${inert(of.invitedBy)} invited you to join the team of the ${page} status page as ${of.role}. You’ll be able to ${may[of.role]}.`;
  const until = `The link works once, until ${dayAndTime(of.expiresAt, of.zone)}.`;
  const unexpected = 'If you weren’t expecting this email, you can ignore it.';
  const content = html`<h1>Join the ${page} team</h1>
<p>${what}</p>
<p><a class="button" href="${of.link}">Accept invitation</a></p>
<p class="dim">${until}</p>`;
  const text = `${what}

Accept invitation:
${of.link}

${until}

--${' '}
${unexpected}
`;
  return framedMail({ page: of.page, subject, content, footer: html`<p>${unexpected}</p>`, text });
}

/** The link opens a form for a new password. */
export function passwordResetMail(of: { page: MailPage; link: string }): Promise<WrittenMail> {
  const page = inert(of.page.name);
  const subject = `Reset your password for the ${page} status page`;
  const what = `Someone asked to reset the password of your account for the ${page} status page.`;
  const until = 'The link works once, for one hour.';
  const unexpected = 'If it wasn’t you, ignore this email: your password stays the same.';
  const content = html`<h1>Reset your password</h1>
<p>${what}</p>
<p><a class="button" href="${of.link}">Choose a new password</a></p>
<p class="dim">${until}</p>`;
  const text = `${what}

Choose a new password:
${of.link}

${until}

--${' '}
${unexpected}
`;
  return framedMail({ page: of.page, subject, content, footer: html`<p>${unexpected}</p>`, text });
}

export type SecurityEvent = 'password changed' | 'two-factor off';

const sentences: Record<SecurityEvent, { subject: string; what: string }> = {
  'password changed': {
    subject: 'Your password was changed',
    what: 'The password of your account',
  },
  'two-factor off': {
    subject: 'Two-factor authentication was turned off',
    what: 'Two-factor authentication of your account',
  },
};

/** To the person whose account was changed. `by`: the name of somebody else who changed it. */
export function securityMail(of: {
  page: MailPage;
  event: SecurityEvent;
  by: string | null;
  at: number;
  zone: string;
}): Promise<WrittenMail> {
  const page = inert(of.page.name);
  const { subject: title, what } = sentences[of.event];
  const subject = `${title}: ${page} status page`;
  const verb = of.event === 'password changed' ? 'changed' : 'turned off';
  const who = of.by === null ? '' : ` by ${inert(of.by)}`;
  const happened = `${what} for the ${page} status page was ${verb}${who} on ${dayAndTime(of.at, of.zone)}.`;
  const expected = 'If you expected this, there’s nothing to do.';
  const unexpected = 'If you didn’t, reset your password now and tell an owner of the page.';
  const link = `${of.page.url}/admin/forgot-password`;
  const content = html`<h1>${title}</h1>
<p>${happened}</p>
<p>${expected} ${unexpected}</p>
<p><a class="button" href="${link}">Reset password</a></p>`;
  const text = `${happened}

${expected} ${unexpected}

Reset password:
${link}
`;
  const reason = 'You get this email because it’s about the security of your account.';
  return framedMail({ page: of.page, subject, content, footer: html`<p>${reason}</p>`, text });
}
