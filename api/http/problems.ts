import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { translated } from '../../site/locales/translated.ts';
import { wordsIn } from '../../site/locales/words.ts';
import type { App, AppContext, RenderPage } from '../context/context.ts';
import { errorFacts, loggedPath } from '../core/log.ts';
import { outageProblem, Problem } from '../core/problem.ts';
import { plainPage } from '../render/plain-page.ts';
import { languageOf } from './language.ts';

const RETRY_AFTER = '10';
const A_MINUTE = '60';

/** Turns every error into a response: a page for people, problem+json for programs. */
export const answerProblem =
  (renderPage: RenderPage): ErrorHandler<App> =>
  async (error, c) => {
    const refusal = refusalOf(error);
    const problem = refusal ?? outageProblem(error) ?? internalError(c);
    if (!refusal) log(c, error, problem);
    const { status } = problem;
    const headers = new Headers({ 'content-type': 'application/problem+json' });
    const html = wantsHtml(c) ? await page(c, renderPage, problem) : null;
    for (const [name, value] of html?.headers ?? []) headers.set(name, value);
    headers.set('cache-control', 'no-store');
    if (status === 503) headers.set('retry-after', RETRY_AFTER);
    if (status === 429 && !headers.has('retry-after')) headers.set('retry-after', A_MINUTE);
    return new Response(html ? html.body : json(problem), { status, headers });
  };

function refusalOf(error: Error): Problem | null {
  if (error instanceof Problem) return error;
  if (!(error instanceof HTTPException) || error.status >= 500) return null;
  return error.status === 403
    ? new Problem('forbidden', 'This form couldn’t be verified. Reload the page and try again.')
    : new Problem('malformed', 'This request can’t be read. Check the data you sent.');
}

const internalError = (c: AppContext): Problem =>
  new Problem(
    'fault',
    `Something went wrong on our side. Try again in a moment. If it keeps happening, contact us with request ID ${c.get('requestId')}.`,
  );

function log(c: AppContext, error: Error, problem: Problem): void {
  c.get('deps')?.log(problem.code === 'fault' ? 'error' : 'warn', 'request failed', {
    path: loggedPath(c.req.path),
    requestId: c.get('requestId'),
    ...errorFacts(error),
  });
}

const wantsHtml = (c: AppContext): boolean =>
  /\btext\/html\b/.test(c.req.header('accept') ?? '') && !/^\/(api|v1)\//.test(c.req.path);

/** A page with the page's branding if it can be drawn, otherwise plain. Includes the typed text. */
async function page(c: AppContext, renderPage: RenderPage, problem: Problem): Promise<Response> {
  const title = problem.status >= 500 ? 'Try again later' : 'Something went wrong';
  const typedText = c.req.method === 'POST' ? await submittedText(c) : '';
  const refusal = { title, message: problem.message, submittedText: typedText, link: problem.link };
  const snapshot = c.get('deps')?.snapshots.peek() ?? null;
  return renderPage(c, { refusal, snapshot }, '/problem').catch(() => {
    const words = wordsIn(languageOf(c, snapshot).locale);
    const [heading = '', line = ''] = [title, problem.message].map((s) => translated(words, s));
    return c.html(
      plainPage({ locale: words.locale, title: heading, lines: [line], submittedText: typedText }),
    );
  });
}

/** Fields with text that a person wrote, without passwords and keys. */
const TYPED = /^(?:name|title|body|description|email|pageName|components|message|reason|f\..+)$/;

/** The texts of a submitted form, without passwords and keys. */
async function submittedText(c: AppContext): Promise<string> {
  const posted = await c.req.parseBody().catch(() => ({}));
  return Object.entries(posted)
    .filter(([name, value]) => typeof value === 'string' && value && TYPED.test(name))
    .map(([, value]) => value)
    .join('\n\n');
}

const json = (problem: Problem): string =>
  JSON.stringify({
    type: 'about:blank',
    title: problem.code.replace('_', ' '),
    status: problem.status,
    detail: problem.message,
    ...(Object.keys(problem.fields).length > 0 ? { errors: problem.fields } : {}),
  });
