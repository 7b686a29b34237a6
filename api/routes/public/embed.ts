import { Hono } from 'hono';
import script from '../../../site/embed/script.js?raw';
import status from '../../../site/embed/status.js?raw';
import pickList from '../../../site/scripts/picker/pick-list.ts?served';
import dayDetails from '../../../site/scripts/reader/days/index.ts?served';
import subscribeDialog from '../../../site/scripts/reader/subscribe/index.ts?served';
import type { App, RenderPage } from '../../context/context.ts';
import { framedBy } from '../../http/security-headers.ts';
import { serveLocalized } from '../../http/serve/localized.ts';
import { serve } from '../../http/serve/serve.ts';
import { localizedIn } from '../../snapshot/history/localized.ts';
import { body, reads } from '../feeds/read.ts';

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** For other sites: a script with its frame, and a web component. What our own pages load later is beside them. */
export function embed(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  for (const [path, source] of [
    ['/days.js', dayDetails],
    ['/subscribe.js', subscribeDialog],
    ['/pick-list.js', pickList],
    ['/embed/script.js', script],
    ['/embed/status.js', status],
  ] as const)
    reads(app, path, (c) => serve(c, path, () => body(source, JAVASCRIPT)));

  reads(app, '/embed/frame', (c) =>
    serveLocalized(c, '/embed/frame', async (snapshot, asOf, language) =>
      framedAnywhere(
        await renderPage(c, {
          snapshot: localizedIn(snapshot, language.locale),
          asOf,
          ...language,
        }),
      ),
    ),
  );
  return app;
}

/** The only page that every site may frame: it is public and has no forms. */
function framedAnywhere(drawn: Response): Response {
  const framed = framedBy(drawn, ['*']);
  framed.headers.set('access-control-allow-origin', '*'); // middleware does not run for responses from memory
  return framed;
}
