import { Hono } from 'hono';
import degraded_performance from '../../../site/link-preview/degraded_performance.png?inline';
import major_outage from '../../../site/link-preview/major_outage.png?inline';
import operational from '../../../site/link-preview/operational.png?inline';
import partial_outage from '../../../site/link-preview/partial_outage.png?inline';
import under_maintenance from '../../../site/link-preview/under_maintenance.png?inline';
import type { App, AppContext } from '../../context/context.ts';
import { type ComponentStatus, componentStatuses } from '../../domain/component/status.ts';
import { serve } from '../../http/serve/serve.ts';
import { answerOf, toneNow } from '../../render/answer.ts';
import { previewImage } from '../../render/link-preview.ts';
import { incidentOf } from './find.ts';
import { body, reads } from './read.ts';

const inlined = {
  operational,
  under_maintenance,
  degraded_performance,
  partial_outage,
  major_outage,
};
/** Networks cache pictures by address, so a new design needs new file names. */
const FOR_A_WEEK = 'public, max-age=604800';

/** Pictures for link previews: one static picture per status. */
export function linkPreviewImages(): Hono<App> {
  const app = new Hono<App>();
  for (const status of componentStatuses) {
    const path = previewImage(status);
    reads(app, path, (c) => serve(c, path, () => imageResponse(status, FOR_A_WEEK)));
  }
  reads(app, '/picture.png', (c) =>
    serve(c, '/picture.png', (s) => imageResponse(answerOf(s).tone)),
  );
  reads(app, '/incidents/:id/picture.png', async (c) => {
    const status = await statusOf(c, c.req.param('id') ?? '');
    c.header('cache-control', 'public, max-age=60');
    return c.redirect(previewImage(status), 302);
  });
  return app;
}

async function statusOf(c: AppContext, id: string): Promise<ComponentStatus> {
  const snapshot = await c.var.deps.snapshots.current();
  return snapshot ? toneNow(await incidentOf(c, snapshot, id)) : 'operational';
}

function imageResponse(status: ComponentStatus, cacheControl?: string): Response {
  const drawn = body(bytesOf(status), 'image/png');
  if (cacheControl) drawn.headers.set('cache-control', cacheControl);
  return drawn;
}

const decoded = new Map<ComponentStatus, Uint8Array<ArrayBuffer>>();

function bytesOf(status: ComponentStatus): Uint8Array<ArrayBuffer> {
  const known = decoded.get(status);
  if (known) return known;
  const base64 = inlined[status].slice(inlined[status].indexOf(',') + 1);
  const bytes = Uint8Array.from(atob(base64), (mail) => mail.charCodeAt(0));
  decoded.set(status, bytes);
  return bytes;
}
