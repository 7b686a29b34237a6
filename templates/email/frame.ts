import { html, raw } from 'hono/html';
import { type Words, wordsIn } from '../../site/locales/words.ts';

/** A person's own links are put in after everything else is frozen. No text typed by anyone holds these. */
export const MANAGE_LINK = '\uE000manage\uE001';
export const UNSUBSCRIBE_LINK = '\uE000unsubscribe\uE001';
/** Cuts a frozen text at them; what is at an odd index is one of them. */
export const LINKS = /(\uE000(?:manage|unsubscribe)\uE001)/;

/** Text of others, without the two marks that the placeholders are made of. */
export const inert = (text: string): string =>
  text.toWellFormed().replaceAll(/[\uE000\uE001]/g, '');

/** A subject has no use for the marks that keep names apart in Arabic; `headerLine` takes them for others. */
export const withoutIsolates = (text: string): string => text.replaceAll(/[\u2068\u2069]/g, '');

/** One line for a header: no line break or other control character can end it or begin another. */
export const headerLine = (text: string): string =>
  inert(text)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();

const styleIn = (start: 'left' | 'right'): string => `
body{margin:0;padding:24px 16px;background:#f6f7f9;color:#16191d;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
main{max-width:560px;margin:0 auto;padding:24px;background:#fff;border:1px solid #e3e6ea;border-radius:12px;overflow-wrap:anywhere}
h1{font-size:22px;line-height:1.3;margin:0 0 4px}h2{font-size:17px;margin:24px 0 0}
.state{font-weight:600;margin:0 0 4px}.dim,footer{color:#59616b}
ul.components{list-style:none;margin:16px 0;padding:12px 16px;background:#f6f7f9;border-radius:8px}
.promise{font-weight:600}
blockquote{margin:12px 0;padding-${start}:12px;border-${start}:3px solid #e3e6ea}
a{color:#3b47c9}a.button{display:inline-block;padding:10px 18px;border-radius:10px;background:#3b47c9;color:#fff;font-weight:600;text-decoration:none}
footer{max-width:560px;margin:16px auto 0;padding:0 24px;font-size:14px}
@media (prefers-color-scheme:dark){body{background:#0f1216;color:#eceff3}main{background:#161a20;border-color:#2a303a}
ul.components{background:#1b2028}.dim,footer{color:#9aa4b1}blockquote{border-color:#2a303a}a{color:#98a2ff}a.button{background:#98a2ff;color:#0f1216}}`;

/**
 * What every mail of this product looks like. `content` and `footer` come escaped. Spam filters take a
 * tag right behind a letter, or a wide colon, for one that hides a word: a space stands in between.
 */
export async function frame(mail: {
  /** English where it is not said: what the team itself gets. */
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
