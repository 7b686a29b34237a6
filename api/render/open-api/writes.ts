import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import * as manage from '../schema/manage.ts';
import { alertOperations } from './manage/alert.ts';
import { checkOperations } from './manage/check.ts';
import { compatibleOperations } from './manage/compatible.ts';
import { escalationOperations } from './manage/escalation.ts';
import { examples } from './manage/examples.ts';
import { figuresOperations } from './manage/figures.ts';
import { drillOperations, handoverOperations, shiftOperations } from './manage/handover.ts';
import { metricOperations } from './manage/metric.ts';
import { obligationOperations } from './manage/obligation.ts';
import { onCallOperations } from './manage/on-call.ts';
import type { Operation } from './manage/operation.ts';
import { publishingOperations } from './manage/publishing.ts';
import { reviewOperations } from './manage/review.ts';
import { roomPlanOperations } from './manage/room/plan.ts';
import { roomOperations } from './manage/room/room.ts';
import { roomSettingsOperations } from './manage/room/settings.ts';
import { runbookOperations } from './manage/runbook.ts';
import { subscriberOperations } from './manage/subscriber.ts';
import { vendorOperations } from './manage/upstream/vendor.ts';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const refusal = json(z.object({ error: z.union([z.string(), z.array(z.string())]) }));

/** The API that needs a token: Statuspage’s fields and ours. */
export function describeWrites({ openAPIRegistry: registry }: OpenAPIHono): void {
  const security = [{ [registry.registerComponent('securitySchemes', 'token', TOKEN).name]: [] }];
  for (const {
    methods,
    below = '/v1/pages/{page}',
    path: own,
    tag,
    summary,
    body,
    media,
    query,
    headers,
    answers,
  } of [
    ...compatibleOperations,
    ...publishingOperations,
    ...roomOperations,
    ...roomPlanOperations,
    ...roomSettingsOperations,
    ...handoverOperations,
    ...shiftOperations,
    ...drillOperations,
    ...obligationOperations,
    ...escalationOperations,
    ...alertOperations,
    ...checkOperations,
    ...vendorOperations,
    ...metricOperations,
    ...figuresOperations,
    ...runbookOperations,
    ...subscriberOperations,
    ...onCallOperations,
    ...reviewOperations,
  ])
    for (const method of methods) {
      const path = below + own;
      const content = body
        ? sent(body, method, own)
        : media
          ? { [media]: { schema: z.string() } }
          : null;
      registry.registerPath(
        createRoute({
          tags: [tag ?? 'Publishing'],
          security,
          method,
          path,
          summary,
          request: {
            ...(path.includes('{') ? { params: paramsIn(path) } : {}),
            ...(query ? { query } : {}),
            ...(headers ? { headers } : {}),
            ...(content ? { body: { required: true, content } } : {}),
          },
          responses: { ...responsesOf(answers), ...refused },
        }),
      );
    }
}

/** A body with its example. Throws for an operation without one. */
function sent(schema: z.ZodType, method: string, path: string) {
  const example =
    examples[`${method} ${path}`] ?? (method === 'put' ? examples[`patch ${path}`] : undefined);
  if (!example) throw new Error(`examples.ts has no body for ${method} ${path}.`);
  return { 'application/json': { schema, example } };
}

const paramsIn = (path: string) =>
  z.object(
    Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, z.string()])),
  );

const responsesOf = (answers: Operation['answers']) =>
  Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, type }]) => [
      status,
      {
        description,
        ...(schema ? { content: json(schema) } : {}),
        ...(type ? { content: { [type]: { schema: z.string() } } } : {}),
      },
    ]),
  );

const refused = {
  401: { description: 'No token, or none that is valid.', content: refusal },
  403: {
    description: 'The role of the token, or what it is limited to, does not allow this.',
    content: refusal,
  },
  404: { description: 'Not found on this page.', content: refusal },
  429: { description: 'Too many requests; see Retry-After.', content: refusal },
  422: {
    description: 'Errors by field; nothing was saved.',
    content: { ...refusal, 'application/problem+json': { schema: manage.PreflightRefusalSchema } },
  },
};

const TOKEN = {
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description: '“OAuth ” followed by a token of the page.',
} as const;
