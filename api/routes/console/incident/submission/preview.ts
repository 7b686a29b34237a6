import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { z } from 'zod';
import type { IncidentRecord } from '../../../../../db/incident/timeline.ts';
import { MANAGE_LINK, UNSUBSCRIBE_LINK } from '../../../../../templates/email/frame.ts';
import { asFarAsValid, IncidentPatch, NewIncident } from '../../../../actions/incident/input.ts';
import type { App, AppContext, RenderPage } from '../../../../context/context.ts';
import { notFound, Problem } from '../../../../core/problem.ts';
import { Impact } from '../../../../domain/component/impact.ts';
import { State } from '../../../../domain/incident/incident.ts';
import { readers } from '../../../../domain/page/scope.ts';
import { otherLocales } from '../../../../domain/text/translation.ts';
import { orNull, text, type Values, valuesOf } from '../../../../http/form.ts';
import {
  type AudienceEstimate,
  audienceEstimateOf,
  previewOf,
} from '../../../../preview/preview.ts';
import type { Unpublished } from '../../../../preview/rows.ts';
import { MAIL_CSP } from '../../delivery/mail.ts';
import { withCadence } from './internal-fields.ts';
import { withPicked } from './normalized.ts';
import { visibilityIn, withoutStatuses } from './read-incident.ts';
import { recordOf } from './record.ts';
import { published, readUpdate, remainingComponents } from './update-form.ts';

const View = z.enum(['page', 'mail', 'text', 'feed']);

/** The preview beside the form, in a frame. Stores nothing. */
export function previews(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.post('/:view', async (c) => {
    const view = View.safeParse(c.req.param('view'));
    if (!view.success) throw notFound('preview');
    const values = await withCadence(c, withPicked(await valuesOf(c)));
    const id = text(values, 'incident');
    const record = id ? await recordOf(c, id) : null;
    const draft = await unpublished(c, values, record);
    if (!draft) throw new Problem('malformed', 'Choose a state first.');
    const { page, deps } = c.var;
    const wanted = otherLocales(page).find((one) => one === values.language) ?? null;
    const { snapshot, mail, item } = await previewOf(deps, page, draft, wanted);
    const asPage = { snapshot, asOf: null, locale: wanted ?? page.locale, prefix: '' };
    if (view.data === 'page') return framed(await renderPage(c, asPage, '/'));
    const shown = {
      mail: mail.html,
      text: sheet(mail.subject, html`<pre>${mail.text}</pre>`),
      feed: sheet(item?.title ?? '', html`<h1>${item?.title ?? ''}</h1>${raw(item?.html ?? '')}`),
    }[view.data];
    const body = String(await shown)
      .replaceAll(MANAGE_LINK, '#manage')
      .replaceAll(UNSUBSCRIBE_LINK, '#unsubscribe');
    return framed(c.html(body, 200, { 'content-security-policy': MAIL_CSP }));
  });
  return app;
}

/** Null without a state. */
async function unpublished(
  c: AppContext,
  values: Values,
  record: IncidentRecord | null,
): Promise<Unpublished | null> {
  const state = State.safeParse(text(values, 'state'));
  if (!state.success) return null;
  const typed = await readUpdate(c, values);
  const content = published(c, values, typed);
  const { deps, actor } = c.var;
  const by = { now: deps.clock(), actor };
  const audience = visibilityIn(values, record ?? undefined);
  if (record) {
    const componentIds = remainingComponents(values, record);
    const patch = {
      ...(audience === readers ? { audience, componentIds } : {}),
      ...withoutStatuses(audience, content, componentIds ?? record.componentIds),
    };
    return { ...by, record, input: asFarAsValid(IncidentPatch, patch) };
  }
  const impactOverride = orNull(Impact).catch(null).parse(values.impactOverride);
  const given = {
    ...withoutStatuses(audience, content),
    audience,
    name: text(values, 'name'),
    impactOverride,
  };
  return { ...by, record, input: asFarAsValid(NewIncident, given) };
}

/** Recipients of the mail; undefined without a text. */
export async function audienceIn(
  c: AppContext,
  values: Values,
  record?: IncidentRecord,
): Promise<AudienceEstimate | undefined> {
  const draft = await unpublished(c, values, record ?? null);
  return draft?.input.body ? audienceEstimateOf(c.var.deps, c.var.page, draft) : undefined;
}

const sheet = (title: string, content: ReturnType<typeof html>) => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title>
<style>body{font:16px/1.55 system-ui,sans-serif;margin:16px;overflow-wrap:anywhere}pre{white-space:pre-wrap;font-size:14px}h1{font-size:20px}</style></head>
<body>${content}</body></html>`;

/** Allows only this console to frame the response. */
function framed(drawn: Response): Response {
  const headers = new Headers(drawn.headers);
  const policy = headers.get('content-security-policy') ?? '';
  headers.set(
    'content-security-policy',
    policy.replace(/frame-ancestors [^;]*/, "frame-ancestors 'self'"),
  );
  headers.set('x-frame-options', 'SAMEORIGIN');
  return new Response(drawn.body, { status: drawn.status, headers });
}
