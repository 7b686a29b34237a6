import { z } from 'zod';
import * as shape from '../../schema/compatible.ts';
import { NamedRowSchema, Written } from '../../schema/manage.ts';
import { created, type Operation, ok } from './operation.ts';

const IS_NOW = 'As it is now.';
const changing = ['patch', 'put'] as const;
const get = (
  path: string,
  summary: string,
  schema: z.ZodType,
  more: Partial<Operation> = {},
): Operation => ({ methods: ['get'], path, summary, answers: ok(IS_NOW, schema), ...more });

const incidentLists = [
  ['', 'Incidents and maintenances, newest first'],
  ['/unresolved', 'Open incidents'],
  ['/scheduled', 'Maintenances that are scheduled or under way'],
  ['/upcoming', 'Maintenances that are scheduled'],
  ['/active_maintenance', 'Maintenances under way'],
] as const;

/** What is read of pages, components and incidents. */
const reads: readonly Operation[] = [
  get('', 'The page of the token', shape.PageRead),
  get('/components', 'Components and groups, in order', z.array(NamedRowSchema), {
    query: shape.ComponentListQuery,
  }),
  get('/components/{id}', 'One component or group', NamedRowSchema),
  get('/component-groups', 'Groups, in order', z.array(NamedRowSchema), {
    query: shape.PagedQuery,
  }),
  get('/component-groups/{id}', 'One group', NamedRowSchema),
  ...(['components', 'component-groups'] as const).map((of) =>
    get(`/${of}/{id}/uptime`, 'Uptime between two times', shape.UptimeRead, {
      query: shape.UptimeQuery,
    }),
  ),
  ...incidentLists.map(([path, summary]) =>
    get(`/incidents${path}`, summary, z.array(Written), { query: shape.IncidentListQuery }),
  ),
  get('/incidents/{id}', 'One incident or maintenance', Written),
];

const tagged = (tag: string, operations: readonly Operation[]): Operation[] =>
  operations.map((one) => ({ ...one, tag }));

const templates = tagged('Templates', [
  get('/incident_templates', 'Templates', z.array(shape.TemplateRead), { query: shape.PagedQuery }),
  {
    methods: ['post'],
    path: '/incident_templates',
    summary: 'Add a template (owners)',
    body: shape.TemplateInput,
    answers: created('The template.', shape.TemplateRead),
  },
  get('/incident_templates/{id}', 'One template', shape.TemplateRead),
  {
    methods: changing,
    path: '/incident_templates/{id}',
    summary: 'Change a template; earlier versions are kept (owners)',
    body: shape.TemplateInput,
    answers: ok(IS_NOW, shape.TemplateRead),
  },
  {
    methods: ['delete'],
    path: '/incident_templates/{id}',
    summary: 'Archive a template (owners)',
    answers: ok('The archived template.', shape.TemplateRead),
  },
]);

const postmortems = tagged('Postmortems', [
  get(
    '/incidents/{id}/postmortem',
    'The postmortem for customers, as draft and as published',
    shape.PostmortemRead,
  ),
  {
    methods: ['put'],
    path: '/incidents/{id}/postmortem',
    summary: 'Write its draft; begins the review of an ended incident',
    body: shape.PostmortemInput,
    answers: { ...ok(IS_NOW, shape.PostmortemRead), ...conflict('It is approved.') },
  },
  {
    methods: ['delete'],
    path: '/incidents/{id}/postmortem',
    summary: 'Delete its draft',
    answers: { 204: { description: 'Deleted.' }, ...conflict('It is approved.') },
  },
  {
    methods: ['put'],
    path: '/incidents/{id}/postmortem/publish',
    summary: 'Publish it, once approved; with an owner’s token also before',
    body: shape.PostmortemPublishInput,
    answers: {
      ...ok(IS_NOW, shape.PostmortemRead),
      ...conflict('It is not approved, or published already.'),
    },
  },
  {
    methods: ['put'],
    path: '/incidents/{id}/postmortem/revert',
    summary: 'Always refused: what readers saw stays in the history',
    answers: conflict('It is not published.'),
  },
]);

const people = tagged('People', [
  get('/users', 'The team (owners)', z.array(shape.UserRead), {
    below: '/v1/organizations/{organization}',
    query: shape.PagedQuery,
  }),
  get('/permissions/{user}', 'What somebody may do (owners)', shape.PermissionsRead, {
    below: '/v1/organizations/{organization}',
  }),
  get(
    '/page_access_users',
    'Who is invited to the internal page (owners)',
    z.array(shape.PageAccessRead),
    { query: shape.PagedQuery },
  ),
  {
    methods: ['post'],
    path: '/page_access_users',
    summary: 'Invite somebody to the internal page, by email (owners)',
    body: shape.PageAccessInput,
    answers: created('The person.', shape.PageAccessRead),
  },
  get('/page_access_users/{id}', 'One of them (owners)', shape.PageAccessRead),
  {
    methods: ['delete'],
    path: '/page_access_users/{id}',
    summary: 'End somebody’s access to the internal page (owners)',
    answers: { 204: { description: 'Removed.' } },
  },
]);

function conflict(description: string) {
  return { 409: { description, schema: z.object({ error: z.string() }) } };
}

/** Statuspage’s resources that are read, and the smaller ones. */
export const compatibleOperations: readonly Operation[] = [
  { ...get('', 'The pages of the token: one', z.array(shape.PageRead)), below: '/v1/pages' },
  ...reads,
  ...templates,
  ...postmortems,
  ...people,
];
