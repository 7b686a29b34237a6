import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import * as own from '../schema/public/allclear.ts';
import * as v2 from '../schema/public/v2.ts';
import { documentedPaths } from './paths.ts';
import { describeWrites } from './writes.ts';

/**
 * All addresses for programs, described by the schemas that type the renderers. `npm run open-api`
 * stores it in document.json, so that no request has to wait for it.
 */
export function generateOpenApi() {
  const app = new OpenAPIHono();
  for (const { path, tag, summary, schema, type, query } of documentedPaths) {
    const hasId = path.includes('{id}');
    const hasPeriod = path.includes('{period}');
    const content = { [type ?? 'application/json']: { schema: schema ?? z.string() } };
    app.openAPIRegistry.registerPath(
      createRoute({
        method: 'get',
        path,
        tags: [tag],
        summary,
        security: [],
        request: {
          ...(hasId ? { params: z.object({ id: v2.Id }) } : {}),
          ...(hasPeriod ? { params: z.object({ period: z.string() }) } : {}),
          ...(query ? { query } : {}),
        },
        responses: {
          200: { description: 'The published content.', content },
          ...(hasId || hasPeriod || path.includes('allclear/incidents')
            ? {
                404: {
                  description: hasPeriod ? 'No data for this period.' : 'Not found.',
                  content:
                    type === 'text/csv'
                      ? {
                          'text/html': { schema: z.string() },
                          'text/plain': { schema: z.string() },
                        }
                      : { 'application/problem+json': { schema: own.ProblemSchema } },
                },
              }
            : {}),
        },
      }),
    );
  }
  describeWrites(app);
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'The API of this status page',
      version: '1',
      description:
        'Reading needs no key and works from any site. Use If-None-Match for conditional requests (304). Writing needs a token.',
    },
  });
}
