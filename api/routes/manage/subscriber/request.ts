import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import { sortFields } from '../../../../db/subscriber/api-list.ts';
import type { Choice } from '../../../../db/subscriber/subscriber.ts';
import type { AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { type DestinationChannel, destinationChannels } from '../../../domain/destination/kind.ts';
import { standings, subscriberTypes } from '../../../domain/subscriber/standing.ts';
import { contradiction, flag, idList, maybe, oneOf, parsed, textField } from '../request/fields.ts';

export type SubscriberType = (typeof subscriberTypes)[number];
const LIMIT = 100;

export const subscriberFields = z.object({
  email: maybe(textField('email')),
  component_ids: maybe(idList('component_ids')),
  skip_confirmation_notification: maybe(flag('skip_confirmation_notification')),
  endpoint: maybe(textField('endpoint')),
  slack: maybe(textField('slack')),
  teams: maybe(textField('teams')),
  discord: maybe(textField('discord')),
});

export const subscriberPatchFields = z.object({ component_ids: maybe(idList('component_ids')) });

/** The field that holds the address on each channel. */
const addressFields = {
  webhook: 'endpoint',
  slack: 'slack',
  teams: 'teams',
  discord: 'discord',
} as const satisfies Record<DestinationChannel, string>;

const Phone = z.looseObject({
  phone_number: z.unknown().optional(),
  phone_country: z.unknown().optional(),
});

export function newSubscriber(value: unknown) {
  const { phone_number, phone_country } = parsed(Phone, value);
  if (phone_number !== undefined || phone_country !== undefined)
    throw new Problem('invalid', 'This page sends no text messages. Send an email address.');
  return parsed(subscriberFields, value);
}

/** A destination of another channel than email; null without one. */
export function destinationIn(asked: ReturnType<typeof newSubscriber>) {
  const given = destinationChannels.flatMap((channel) => {
    const field = addressFields[channel];
    const address = asked[field];
    return address ? [{ channel, field, address }] : [];
  });
  if (given.length > 1)
    throw contradiction(
      `Send one of ${given.map(({ field }) => field).join(' and ')}: each is a subscriber of its own.`,
    );
  return given[0] ?? null;
}

/** Absent: the whole page. */
export async function choiceIn(c: AppContext, ids: string[] | undefined): Promise<Choice> {
  if (ids === undefined) return { allComponents: true, componentIds: [] };
  const known = new Set((await listComponents(c.var.deps.db, c.var.page.id)).map(({ id }) => id));
  const sentence = ids.length === 0 ? 'component_ids names at least one component.' : null;
  const strange = ids.find((id) => !known.has(id));
  const wrong = sentence ?? (strange && `There is no component ${strange.slice(0, 40)}.`);
  if (wrong) throw new Problem('invalid', wrong, { component_ids: wrong });
  return { allComponents: false, componentIds: [...new Set(ids)] };
}

const counted = (name: string, initial: number) =>
  z.coerce
    .number(`${name} is a number from 0.`)
    .int(`${name} is a whole number.`)
    .min(0, `${name} is a number from 0.`)
    .default(initial);

export const subscriberQuery = z.object({
  q: z.string().trim().toLowerCase().max(254).default(''),
  type: oneOf('type', subscriberTypes).nullish(),
  state: oneOf('state', ['active', 'unconfirmed', 'quarantined', 'all']).default('active'),
  page: counted('page', 0),
  limit: counted('limit', LIMIT).transform((n) => Math.min(Math.max(n, 1), LIMIT)),
  sort_field: oneOf('sort_field', sortFields).default('created_at'),
  sort_direction: oneOf('sort_direction', ['asc', 'desc']).default('desc'),
});

/** Page numbers count from 0, as in Statuspage’s API. */
export function subscriberListingOf(c: AppContext) {
  const query = subscriberQuery.safeParse(c.req.query());
  if (!query.success)
    throw new Problem('malformed', query.error.issues[0]?.message ?? 'Correct the query.');
  const { q, type, state, page, limit, sort_field: field, sort_direction: direction } = query.data;
  return {
    ...{ q, page, limit, sort: { field, direction } },
    standing: state === 'all' ? null : (standings.find((one) => one === state) ?? null),
    channel: type ?? null,
  };
}

export const bulkFields = z.object({
  subscribers: z.union(
    [z.literal('all'), z.array(z.string()).max(LIMIT, `Name at most ${LIMIT} subscribers.`)],
    `subscribers is “all”, or a list of at most ${LIMIT} ids.`,
  ),
  type: maybe(oneOf('type', subscriberTypes)),
  state: maybe(oneOf('state', ['active', 'unconfirmed', 'quarantined', 'all'])),
  skip_unsubscription_notification: maybe(flag('skip_unsubscription_notification')),
});
