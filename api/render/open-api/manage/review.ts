import { z } from 'zod';
import * as review from '../../schema/review.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const changing = ['patch', 'put'] as const;
const AS_IT_IS_NOW = 'As it is now.';
const refusal = z.object({ error: z.union([z.string(), z.array(z.string())]) });
const inOtherState = { 409: { description: 'Its state does not allow this.', schema: refusal } };

const reviews = (one: Omit<Operation, 'tag' | 'path'> & { path?: string }): Operation => ({
  ...one,
  tag: 'Postmortems',
  path: `/reviews${one.path ?? ''}`,
});
const items = (one: Omit<Operation, 'tag' | 'path'> & { path?: string }): Operation => ({
  ...one,
  tag: 'Action items',
  path: `/action_items${one.path ?? ''}`,
});

/** What follows an incident. Readers never see any of it. */
export const reviewOperations: readonly Operation[] = [
  reviews({
    methods: ['get'],
    summary: 'Postmortems that are due or begun, the most urgent first',
    query: review.ReviewQuery,
    answers: ok('The postmortems, without their texts.', review.ReviewLines),
  }),
  reviews({
    methods: ['post'],
    summary: 'Begin the postmortem of a resolved incident, filled in with what is known',
    body: review.NewReview,
    answers: created('The postmortem; an existing one as it is.', review.ReviewRead),
  }),
  reviews({
    methods: ['post'],
    path: '/not_needed',
    summary: 'Say that an incident needs no postmortem, and why',
    body: review.ReviewNotNeeded,
    answers: { ...created(AS_IT_IS_NOW, review.ReviewRead), ...inOtherState },
  }),
  reviews({
    methods: ['get'],
    path: '/{id}',
    summary: 'One postmortem',
    answers: ok('The postmortem.', review.ReviewRead),
  }),
  reviews({
    methods: changing,
    path: '/{id}',
    summary: 'Write in a postmortem; fields left out stay',
    body: review.ReviewChange,
    answers: { ...ok(AS_IT_IS_NOW, review.ReviewRead), ...inOtherState },
  }),
  reviews({
    methods: ['get'],
    path: '/{id}/markdown',
    summary: 'One postmortem as Markdown, with the decisions that were made',
    answers: ok('The text.', z.object({ markdown: z.string() })),
  }),
  reviews({
    methods: ['post'],
    path: '/{id}/submit',
    summary: 'Send it for review',
    answers: { ...ok(AS_IT_IS_NOW, review.ReviewRead), ...inOtherState },
  }),
  reviews({
    methods: ['post'],
    path: '/{id}/approve',
    summary: 'Approve it; refused while an open action item has no owner or no date',
    answers: {
      ...ok(AS_IT_IS_NOW, review.ReviewRead),
      403: { description: 'Whoever sent it for review does not approve it.', schema: refusal },
      ...inOtherState,
    },
  }),
  reviews({
    methods: ['post'],
    path: '/{id}/send_back',
    summary: 'Send it back with what should change',
    body: review.ReviewReturn,
    answers: { ...ok(AS_IT_IS_NOW, review.ReviewRead), ...inOtherState },
  }),
  reviews({
    methods: ['post'],
    path: '/{id}/close',
    summary: 'Publish it for the team alone',
    answers: { ...ok(AS_IT_IS_NOW, review.ReviewRead), ...inOtherState },
  }),
  items({
    methods: ['get'],
    summary: 'Action items and temporary fixes of every incident',
    query: review.ActionItemQuery,
    answers: ok('The items.', review.ActionItemsRead),
  }),
  items({
    methods: ['post'],
    summary: 'Add an action item',
    body: review.ActionItemBody,
    headers: retried('action item'),
    answers: created('The item.', review.ActionItemRead),
  }),
  items({
    methods: ['get'],
    path: '/{id}',
    summary: 'One action item',
    answers: ok('The item.', review.ActionItemRead),
  }),
  items({
    methods: changing,
    path: '/{id}',
    summary: 'Change an action item',
    body: review.ActionItemBody,
    answers: { ...ok(AS_IT_IS_NOW, review.ActionItemRead), ...inOtherState },
  }),
];
