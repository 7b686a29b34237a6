import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { App } from '../../context/context.ts';
import { locales } from '../../domain/text/locale.ts';
import { parse, valuesOf } from '../../http/form.ts';
import { LANGUAGE_COOKIE } from '../../http/language.ts';
import { keyOfLanguage } from '../../http/serve.ts';

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
    return c.redirect(keyOfLanguage(to, language, true), 303);
  });
  return app;
}
