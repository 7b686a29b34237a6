import { html, raw } from 'hono/html';
import {
  drawnWidth,
  LOGO_HEIGHT,
  type Logo,
  type LogoFile,
  logoPath,
} from '../../api/domain/branding/logo.ts';
import { type ComponentStatus, componentStatuses } from '../../api/domain/component/status.ts';
import { type Words, wordsIn } from '../../site/locales/words.ts';
import { mailParts, mailStyle } from './style.ts';

/** Placeholders for personal links, which are filled in last. Typed text cannot contain them. */
export const MANAGE_LINK = '\uE000manage\uE001';
export const UNSUBSCRIBE_LINK = '\uE000unsubscribe\uE001';
/** Splits a rendered text at the placeholders, which get the odd indexes. */
export const LINKS = /(\uE000(?:manage|unsubscribe)\uE001)/;

/** Typed text without the characters of placeholders and of marked times (zoned-times.ts). */
export const inert = (text: string): string =>
  text.toWellFormed().replaceAll(/[\uE000-\uE004]/g, '');

/** Subjects do not need the direction marks around names in Arabic, and `headerLine` would replace them. */
export const withoutIsolates = (text: string): string => text.replaceAll(/[\u2068\u2069]/g, '');

/** A header value in one line, without line breaks or other control characters. */
export const headerLine = (text: string): string =>
  inert(text)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();

/** A mail to one person. Readers see `senderName`, unless the operator named another sender. */
export type WrittenMail = { senderName: string; subject: string; html: string; text: string };

/** Whose mail it is. `url` is where its name leads. */
export type MailPage = {
  name: string;
  url: string;
  logo?: Logo | null | undefined;
  accent?: string | null | undefined;
};

/**
 * The layout of all mails: the page's logo or name, the content, and why one gets it. `content` and
 * `footer` are escaped. Spam filters take a tag right after a letter or a wide colon for a hidden
 * word, so a space comes between.
 */
export async function frame(mail: {
  /** English by default: for the team. */
  words?: Words;
  page: MailPage;
  title: string;
  content: Markup;
  footer: Markup;
  /** Statuses that the content shows in color, as classes. */
  statuses?: readonly ComponentStatus[];
}): Promise<string> {
  const words = mail.words ?? wordsIn('en');
  const { locale, dir } = words;
  const body =
    await html`<body><header>${brandOf(mail.page, words)}</header><main>${mail.content}</main><footer>${mail.footer}</footer></body>`;
  // SpamAssassin takes a picture within 3,200 characters of HTML for a mail of pictures only.
  const isPadded = pictureOf(mail.page) !== null;
  const style = mailStyle({
    start: dir === 'rtl' ? 'right' : 'left',
    accent: mail.page.accent,
    statuses: isPadded ? componentStatuses : (mail.statuses ?? []),
    has: (part) => isPadded || body.includes(mailParts[part]),
  });
  const drawn = await html`<!doctype html>
<html lang="${locale}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${mail.title}</title><style>${raw(style)}</style></head>
${body}</html>`;
  return drawn.toString().replaceAll(/：(?=<[a-z])/g, '： ');
}

/** `Acme status`, as the name of the sender. */
export const senderNameOf = ({ say }: Words, name: string): string =>
  headerLine(withoutIsolates(say('page.name', { page: inert(name) })));

/** Many mail programs draw no SVG. */
const isDrawn = ({ file }: LogoFile): boolean => !file.endsWith('.svg');

const pictureOf = ({ logo }: Pick<MailPage, 'logo'>): LogoFile | null =>
  logo?.light && isDrawn(logo.light) ? logo.light : null;

/** The uploaded logo, or the first letter of the name; then the name, unless the logo has it. */
function brandOf({ name, url, logo }: MailPage, { say }: Words): Markup {
  const title = say('page.name', { page: inert(name) });
  const light = pictureOf({ logo });
  const dark = light && logo?.dark && isDrawn(logo.dark) ? logo.dark : null;
  const showsLogoOnly = light !== null && logo?.alone;
  const src = (file: LogoFile) => new URL(logoPath(file), url).href;
  const initial = [...inert(name).trim()][0]?.toUpperCase() ?? '';
  return html`<a class="brand" href="${url}">${
    light
      ? html`<picture>${dark && html`<source srcset="${src(dark)}" media="(prefers-color-scheme:dark)">`}<img src="${src(light)}" alt="${logo?.alt ?? (showsLogoOnly ? title : '')}" width="${drawnWidth(light)}" height="${LOGO_HEIGHT}"></picture>`
      : html`<span class="mark" aria-hidden="true">${initial}</span>`
  }${!showsLogoOnly && html` <b>${title}</b>`}</a>`;
}

export type Markup = ReturnType<typeof html>;
