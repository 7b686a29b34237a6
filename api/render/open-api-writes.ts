import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { Refusal } from './schema/allclear.ts';
import { MaintenancePatch, NewMaintenance, Written } from './schema/manage.ts';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });

/** What the write API takes for maintenance beyond Statuspage’s own fields. */
export function describeWrites({ openAPIRegistry: registry }: OpenAPIHono): void {
  const security = [{ [registry.registerComponent('securitySchemes', 'token', TOKEN).name]: [] }];
  const refused = {
    422: {
      description: 'What is wrong, by field; nothing was written.',
      content: {
        ...json(z.object({ error: z.union([z.string(), z.array(z.string())]) })),
        'application/problem+json': { schema: Refusal },
      },
    },
  };
  const common = { tags: ['Publishing'], security };
  registry.registerPath(
    createRoute({
      ...common,
      method: 'post',
      path: '/v1/pages/{page}/incidents',
      summary: 'Plan a maintenance, or a series of them',
      request: {
        params: z.object({ page: z.string() }),
        body: { required: true, content: json(NewMaintenance) },
      },
      responses: { 201: { description: 'The first window.', content: json(Written) }, ...refused },
    }),
  );
  registry.registerPath(
    createRoute({
      ...common,
      method: 'patch',
      path: '/v1/pages/{page}/incidents/{id}',
      summary: 'Change or call off one window of a series, those that follow, or all',
      request: {
        params: z.object({ page: z.string(), id: z.string() }),
        body: { required: true, content: json(MaintenancePatch) },
      },
      responses: { 200: { description: 'As it is now.', content: json(Written) }, ...refused },
    }),
  );
}

const TOKEN = {
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description: '“OAuth ” and a token of the page.',
} as const;
