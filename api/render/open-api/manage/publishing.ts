import * as manage from '../../schema/manage.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const IS_NOW = 'The current object.';
const changing = ['patch', 'put'] as const;

export const publishingOperations: readonly Operation[] = [
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
