import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import * as manage from '../../schema/manage.ts';
import { alertOperations } from './alert.ts';
import { compatibleOperations } from './compatible.ts';
import { escalationOperations } from './escalation.ts';
import { figuresOperations } from './figures.ts';
import { drillOperations, handoverOperations, shiftOperations } from './handover.ts';
import { obligationOperations } from './obligation.ts';
import { onCallOperations } from './on-call.ts';
import { created, type Operation, ok, retried } from './operation.ts';
import { reviewOperations } from './review.ts';
import { roomOperations } from './room.ts';
import { roomPlanOperations } from './room-plan.ts';
import { roomSettingsOperations } from './room-settings.ts';
import { runbookOperations } from './runbook.ts';
import { subscriberOperations } from './subscriber.ts';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const refusal = json(z.object({ error: z.union([z.string(), z.array(z.string())]) }));

const IS_NOW = 'The current object.';
const changing = ['patch', 'put'] as const;

const writes: readonly Operation[] = [
  {
    methods: ['post'],
    path: '/incidents',
    summary: 'Create an incident, or schedule maintenance or a series',
    body: manage.NewIncidentSchema,
    headers: retried('incident'),
    answers: created('The incident, or the first window of a series.', manage.Written),
  },
  {
    methods: changing,
    path: '/incidents/{id}',
    summary: 'Update an incident; change or cancel maintenance, or windows of a series',
    body: manage.IncidentPatchSchema,
    answers: ok(IS_NOW, manage.Written),
  },
  {
    methods: changing,
    path: '/incidents/{id}/incident_updates/{update}',
    summary: 'Correct a published update',
    body: manage.UpdateCorrection,
    answers: ok(IS_NOW, manage.ManagedUpdateSchema),
  },
  {
    methods: ['post'],
    path: '/components',
    summary: 'Add a component',
    body: manage.ComponentInput,
    answers: created('The component.', manage.NamedRowSchema),
  },
  {
    methods: changing,
    path: '/components/{id}',
    summary: 'Change a component',
    body: manage.ComponentInput,
    answers: ok(IS_NOW, manage.NamedRowSchema),
  },
  {
    methods: ['post'],
    path: '/component-groups',
    summary: 'Add a group',
    body: manage.GroupInput,
    answers: created('The group.', manage.NamedRowSchema),
  },
  {
    methods: changing,
    path: '/component-groups/{id}',
    summary: 'Change a group',
    body: manage.GroupInput,
    answers: ok(IS_NOW, manage.NamedRowSchema),
  },
  ...['/logo', '/logo/dark'].flatMap((path): Operation[] => [
    {
      methods: ['put'],
      path,
      summary: 'Set the logo (owners)',
      media: 'image/*',
      answers: ok('Both logos.', manage.LogosSchema),
    },
    {
      methods: ['delete'],
      path,
      summary: 'Remove the logo (owners)',
      answers: ok('Both logos.', manage.LogosSchema),
    },
  ]),
  {
    methods: ['delete'],
    path: '/component-groups/{id}',
    summary: 'Archive a group; its components stay',
    answers: ok('The archived group.', manage.NamedRowSchema),
  },
  {
    methods: ['delete'],
    path: '/components/{id}',
    summary: 'Archive a component',
    answers: {
      ...ok('Archived. These are still open and name it.', manage.UsedBy),
      204: { description: 'Archived. Nothing that is still open names it.' },
    },
  },
  {
    methods: ['post'],
    path: '/components/{id}/restore',
    summary: 'Restore an archived component or group',
    answers: ok(IS_NOW, manage.NamedRowSchema),
  },
  {
    methods: ['post'],
    path: '/component-groups/{id}/restore',
    summary: 'Restore an archived group; its former components stay where they are',
    answers: ok(IS_NOW, manage.NamedRowSchema),
  },
  {
    methods: ['delete'],
    path: '/incidents/{id}',
    summary: 'Delete an incident with its updates',
    query: manage.IncidentDeletion,
    answers: ok('The deleted incident.', manage.Written),
  },
];

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
    ...writes,
    ...roomOperations,
    ...roomPlanOperations,
    ...roomSettingsOperations,
    ...handoverOperations,
    ...shiftOperations,
    ...drillOperations,
    ...obligationOperations,
    ...escalationOperations,
    ...alertOperations,
    ...figuresOperations,
    ...runbookOperations,
    ...subscriberOperations,
    ...onCallOperations,
    ...reviewOperations,
  ])
    for (const method of methods) {
      const path = below + own;
      const content = body ? json(body) : media ? { [media]: { schema: z.string() } } : null;
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
