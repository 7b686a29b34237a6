import { html, raw } from 'hono/html';
import { defaultAccent } from '../../api/domain/branding/palette.ts';
import { colours, type Theme } from '../../api/domain/branding/properties.ts';
import { type Words, wordsIn } from '../../site/locales/words.ts';

/** Placeholders for personal links, which are filled in last. Typed text cannot contain them. */
export const MANAGE_LINK = '\uE000manage\uE001';
export const UNSUBSCRIBE_LINK = '\uE000unsubscribe\uE001';
/** Splits a rendered text at the placeholders, which get the odd indexes. */
export const LINKS = /(\uE000(?:manage|unsubscribe)\uE001)/;

/** Typed text without the two characters of the placeholders. */
export const inert = (text: string): string =>
  text.toWellFormed().replaceAll(/[\uE000\uE001]/g, '');

/** Subjects do not need the direction marks around names in Arabic, and `headerLine` would replace them. */
export const withoutIsolates = (text: string): string => text.replaceAll(/[\u2068\u2069]/g, '');

/** A header value in one line, without line breaks or other control characters. */
export const headerLine = (text: string): string =>
  inert(text)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();

const colorsIn = (theme: Theme) => ({
  bg: colours['--bg'][theme],
  sheet: colours['--sheet'][theme],
  soft: colours['--soft'][theme],
  line: colours['--line'][theme],
  ink: colours['--ink'][theme],
  dim: colours['--dim'][theme],
  accent: defaultAccent.fill[theme],
  onAccent: defaultAccent.onFill[theme],
});
const light = colorsIn('light');
const dark = colorsIn('dark');

const styleIn = (start: 'left' | 'right'): string => `
body{margin:0;padding:24px 16px;background:${light.soft};color:${light.ink};font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
main{max-width:560px;margin:0 auto;padding:24px;background:${light.sheet};border:1px solid ${light.line};border-radius:12px;overflow-wrap:anywhere}
h1{font-size:22px;line-height:1.3;margin:0 0 4px}h2{font-size:17px;margin:24px 0 0}
.state{font-weight:600;margin:0 0 4px}.dim,footer{color:${light.dim}}
ul.components{list-style:none;margin:16px 0;padding:12px 16px;background:${light.soft};border-radius:8px}
.promise{font-weight:600}
blockquote{margin:12px 0;padding-${start}:12px;border-${start}:3px solid ${light.line}}
a{color:${light.accent}}a.button{display:inline-block;padding:10px 18px;border-radius:10px;background:${light.accent};color:${light.onAccent};font-weight:600;text-decoration:none}
footer{max-width:560px;margin:16px auto 0;padding:0 24px;font-size:14px}
@media (prefers-color-scheme:dark){body{background:${dark.bg};color:${dark.ink}}main{background:${dark.sheet};border-color:${dark.line}}
ul.components{background:${dark.soft}}.dim,footer{color:${dark.dim}}blockquote{border-color:${dark.line}}a{color:${dark.accent}}a.button{background:${dark.accent};color:${dark.onAccent}}}`;

/**
 * The layout of all mails. `content` and `footer` are escaped. Spam filters take a tag right after
 * a letter or a wide colon for a hidden word, so a space comes between.
 */
export async function frame(mail: {
  /** English by default: for the team. */
  words?: Words;
  title: string;
  content: Markup;
  footer: Markup;
}): Promise<string> {
  const { locale, dir } = mail.words ?? wordsIn('en');
  const style = styleIn(dir === 'rtl' ? 'right' : 'left');
  const drawn = await html`<!doctype html>
<html lang="${locale}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${mail.title}</title><style>${raw(style)}</style></head>
<body><main>${mail.content}</main><footer>${mail.footer}</footer></body></html>`;
  return drawn.toString().replaceAll(/：(?=<[a-z])/g, '： ');
}

export type Markup = ReturnType<typeof html>;
