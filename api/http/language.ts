import { parseAccept } from 'hono/utils/accept';
import { parse } from 'hono/utils/cookie';
import type { AppContext } from '../context/context.ts';
import { TRANSLATED } from '../domain/text/link-base.ts';
import {
  defaultLocale,
  type Locale,
  localeFor,
  localeNamed,
  locales,
} from '../domain/text/locale.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

const PREFIX = new RegExp(`^/(${locales.join('|')})(/.*)?$`, 'i');
/** Longer than any browser's; what follows is not read. */
const MOST = 400;

/** `/de/history` is `/history` in German, in any case; any other path names no language. */
export function languageIn(path: string): { path: string; locale: Locale | null } {
  const [, name, rest = '/'] = PREFIX.exec(path) ?? [];
  const locale = name && TRANSLATED.test(rest) ? localeNamed(name) : null;
  return locale ? { path: rest, locale } : { path, locale };
}

/** The switch keeps its choice here. */
export const LANGUAGE_COOKIE = 'lang';

type Asked = { languages: string | undefined; cookie: string | undefined };
type Wish = { browser: Locale; chosen: Locale | null };

/** What the browser is set to, and what was chosen by the switch. Of anything written there, ours are left. */
export const preferredLocale = (
  { languages, cookie }: Asked,
  ofPage: Locale = defaultLocale,
): Wish => ({
  browser: languages ? localeFor(parseAccept(languages.slice(0, MOST)), ofPage) : ofPage,
  chosen: cookie ? localeNamed(parse(cookie, LANGUAGE_COOKIE)[LANGUAGE_COOKIE] ?? '') : null,
});

export const requestedLocale = (c: AppContext): Asked => ({
  languages: c.req.header('accept-language'),
  cookie: c.req.header('cookie'),
});

/** The language of the answer, and what its links begin with to stay in it. */
export function languageOf(
  c: AppContext,
  snapshot: Snapshot | null | undefined,
): { locale: Locale; prefix: string } {
  const { named } = c.var;
  if (named) return { locale: named, prefix: `/${named}` };
  const { browser, chosen } = preferredLocale(requestedLocale(c), snapshot?.page.locale);
  return { locale: chosen ?? browser, prefix: '' };
}
