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
/** Longer than any browser's header; the rest is ignored. */
const MAX = 400;

/** `/de/history` is `/history` in German, in any case; other paths name no language. */
export function languageIn(path: string): { path: string; locale: Locale | null } {
  const [, name, rest = '/'] = PREFIX.exec(path) ?? [];
  const locale = name && TRANSLATED.test(rest) ? localeNamed(name) : null;
  return locale ? { path: rest, locale } : { path, locale };
}

/** Holds the choice of the language switch. */
export const LANGUAGE_COOKIE = 'lang';

type LanguagePreference = { languages: string | undefined; cookie: string | undefined };
type Wish = { browser: Locale; chosen: Locale | null };

/** The browser's language and the one chosen by the switch. Only our own languages are accepted. */
export const preferredLocale = (
  { languages, cookie }: LanguagePreference,
  ofPage: Locale = defaultLocale,
): Wish => ({
  browser: languages ? localeFor(parseAccept(languages.slice(0, MAX)), ofPage) : ofPage,
  chosen: cookie ? localeNamed(parse(cookie, LANGUAGE_COOKIE)[LANGUAGE_COOKIE] ?? '') : null,
});

export const requestedLocale = (c: AppContext): LanguagePreference => ({
  languages: c.req.header('accept-language'),
  cookie: c.req.header('cookie'),
});

/** The language of the response, and the prefix that keeps its links in that language. */
export function languageOf(
  c: AppContext,
  snapshot: Snapshot | null | undefined,
): { locale: Locale; prefix: string } {
  const { named } = c.var;
  if (named) return { locale: named, prefix: `/${named}` };
  const { browser, chosen } = preferredLocale(requestedLocale(c), snapshot?.page.locale);
  return { locale: chosen ?? browser, prefix: '' };
}
