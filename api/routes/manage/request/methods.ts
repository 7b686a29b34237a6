import type { Handler } from 'hono';
import type { App } from '../../../context/context.ts';

/** For a known address with an unsupported method. */
export const onlyTakes =
  (...methods: string[]): Handler<App> =>
  (c) =>
    c.json({ error: `This URL accepts ${methods.join(', ')}.` }, 405, {
      allow: methods.join(', '),
    });
