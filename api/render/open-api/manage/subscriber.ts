import * as subscriber from '../../schema/subscriber.ts';
import { created, type Operation, ok } from './operation.ts';

const AS_IT_IS_NOW = 'As it is now.';
const subscribers = (one: Omit<Operation, 'tag' | 'path'> & { path?: string }): Operation => ({
  ...one,
  tag: 'Subscribers',
  path: `/subscribers${one.path ?? ''}`,
});
const bulk = (path: string, summary: string): Operation =>
  subscribers({
    methods: ['post'],
    path,
    summary,
    body: subscriber.SubscriberBulkInput,
    answers: created('The subscribers, as they are now.', subscriber.SubscribersRead),
  });

/** As in Statuspage’s API, and erasing and exporting besides. */
export const subscriberOperations: readonly Operation[] = [
  subscribers({
    methods: ['get'],
    summary: 'Subscribers, newest first',
    query: subscriber.SubscriberListQuery,
    answers: ok('The subscribers.', subscriber.SubscribersRead),
  }),
  subscribers({
    methods: ['post'],
    summary: 'Add a subscriber: a mailbox, which is asked to confirm, a webhook or a chat',
    body: subscriber.SubscriberInput,
    answers: created('The subscriber.', subscriber.CreatedSubscriberRead),
  }),
  subscribers({
    methods: ['get'],
    path: '/unsubscribed',
    summary: 'Who unsubscribed',
    query: subscriber.SubscriberListQuery,
    answers: ok('The subscribers.', subscriber.SubscribersRead),
  }),
  subscribers({
    methods: ['get'],
    path: '/count',
    summary: 'How many there are of each type',
    query: subscriber.SubscriberCountQuery,
    answers: ok('The counts.', subscriber.SubscriberCountRead),
  }),
  subscribers({
    methods: ['get'],
    path: '/histogram_by_state',
    summary: 'How many there are of each type and state',
    answers: ok('The counts.', subscriber.SubscriberHistogramRead),
  }),
  bulk('/unsubscribe', 'Unsubscribe several'),
  bulk('/reactivate', 'Send to quarantined subscribers again'),
  bulk('/resend_confirmation', 'Send several confirmation emails again'),
  subscribers({
    methods: ['get'],
    path: '/{id}',
    summary: 'One subscriber',
    answers: ok('The subscriber.', subscriber.SubscriberRead),
  }),
  subscribers({
    methods: ['patch', 'put'],
    path: '/{id}',
    summary: 'Change what a subscriber gets',
    body: subscriber.SubscriberPatch,
    answers: ok(AS_IT_IS_NOW, subscriber.SubscriberRead),
  }),
  subscribers({
    methods: ['get'],
    path: '/{id}/export',
    summary: 'Everything that is stored about a subscriber',
    answers: ok('The data.', subscriber.PersonalDataRead),
  }),
  subscribers({
    methods: ['post'],
    path: '/{id}/resend_confirmation',
    summary: 'Send the confirmation email again',
    answers: created(AS_IT_IS_NOW, subscriber.SubscriberRead),
  }),
  subscribers({
    methods: ['post'],
    path: '/{id}/rotate_secret',
    summary: 'Replace the signing secret of a webhook',
    answers: created(
      'The subscriber with its new secret, which is not shown again. The old one stays valid for a day.',
      subscriber.SubscriberWithSecretRead,
    ),
  }),
  subscribers({
    methods: ['delete'],
    path: '/{id}',
    summary: 'Unsubscribe or erase a subscriber',
    query: subscriber.SubscriberDeletionQuery,
    answers: ok('As it was.', subscriber.SubscriberRead),
  }),
  ...(
    [
      {
        methods: ['get'],
        path: '',
        summary: 'Who follows this incident only',
        answers: ok('The subscribers.', subscriber.SubscribersRead),
      },
      {
        methods: ['post'],
        path: '',
        summary: 'Subscribe a mailbox to one incident until it ends; it is asked to confirm',
        body: subscriber.IncidentSubscriberInput,
        answers: created('The subscriber.', subscriber.SubscriberRead),
      },
      {
        methods: ['get'],
        path: '/{subscriber}',
        summary: 'One subscriber of an incident',
        answers: ok('The subscriber.', subscriber.SubscriberRead),
      },
      {
        methods: ['delete'],
        path: '/{subscriber}',
        summary: 'End the subscription to an incident',
        answers: ok('As it was.', subscriber.SubscriberRead),
      },
      {
        methods: ['post'],
        path: '/{subscriber}/resend_confirmation',
        summary: 'Send the confirmation email again',
        answers: created(AS_IT_IS_NOW, subscriber.SubscriberRead),
      },
    ] satisfies Operation[]
  ).map((one) => ({
    ...one,
    tag: 'Subscribers',
    path: `/incidents/{id}/subscribers${one.path}`,
  })),
];
