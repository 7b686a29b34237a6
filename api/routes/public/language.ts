import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { App } from '../../context/context.ts';
import { TRANSLATED } from '../../domain/text/link-base.ts';
import { locales } from '../../domain/text/locale.ts';
import { parse, valuesOf } from '../../http/form.ts';
import { LANGUAGE_COOKIE } from '../../http/language.ts';
import { keyOfLanguage } from '../../http/serve/serve.ts';

const YEAR_IN_SECONDS = 31_536_000;

/** `to` is a local path: a second slash would name another site. */
const Choice = z.object({
  language: z.enum(locales),
  to: z
    .string()
    .regex(/^\/(?![/\\])[\w\-./]*(?:\?[\w\-.*%&=+]*)?$/)
    .catch('/'),
});

/** The language switch. Its choice overrides the browser's setting and is remembered. */
export function languageSwitch(): Hono<App> {
  const app = new Hono<App>();
  app.post('/language', async (c) => {
    const { language, to } = parse(Choice, await valuesOf(c));
    setCookie(c, LANGUAGE_COOKIE, language, {
      path: '/',
      maxAge: YEAR_IN_SECONDS,
      sameSite: 'Lax',
      httpOnly: true,
      secure: c.var.deps.config.baseUrl.startsWith('https:'),
    });
    const [path = ''] = to.split('?');
    // The internal pages have one address, and follow the choice.
    return c.redirect(TRANSLATED.test(path) ? keyOfLanguage(to, language, true) : to, 303);
  });
  return app;
}
