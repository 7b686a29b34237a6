import { write } from '../../../db/engine/write.ts';
import {
  claimEvent,
  type DuePagerDutyEvent,
  dueEvents,
  followIncidents,
  settleEvent,
} from '../../../db/escalation/pagerduty.ts';
import type { Encryption } from '../../core/encryption.ts';
import {
  dedupKeyOf,
  PAGERDUTY_GIVE_UP,
  pagerDutyEvent,
  pagerDutyUrls,
  pagerDutyWait,
  ROUTING_KEY,
} from '../../domain/escalation/pagerduty.ts';
import { addressOf } from '../../domain/page/address.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import { MINUTE, SECOND } from '../../domain/time/time.ts';
import type { OutgoingResponse, SendRequest } from '../../network/outgoing/request.ts';
import type { Publisher } from '../commit.ts';

export type PagerDeps = Pick<Publisher, 'db' | 'clock'> & {
  config: { baseUrl: string };
  encryption: Encryption;
  send: SendRequest;
};

/** Requests of one run: a Worker has few. */
const MAX_EVENTS = 10;
const LEASE = MINUTE;
const TIMEOUT = 10 * SECOND;

/** Sends the events that are due, those of one incident in order. What fails is tried again later. */
export async function sendPagerEvents(deps: PagerDeps): Promise<void> {
  await write(deps.db, followIncidents(deps.clock()));
  for (let left = MAX_EVENTS; left > 0; ) {
    const due = await dueEvents(deps.db, deps.clock(), left);
    if (due.length === 0) return;
    left -= due.length;
    await Promise.all(due.map((event) => sendOne(deps, event)));
  }
}

async function sendOne(deps: PagerDeps, event: DuePagerDutyEvent): Promise<void> {
  const now = deps.clock();
  if (!(await claimEvent(deps.db, event, { now, until: now + LEASE }))) return;
  const routingKey = await deps.encryption.decrypt(ROUTING_KEY, event.routingKey);
  if (routingKey === null) {
    const failure = 'The integration key can’t be read, since SECRET_KEY has changed.';
    await settleEvent(deps.db, event, { state: 'failed', failure, at: now });
    return;
  }
  const link = `${addressOf(event, deps.config.baseUrl)}/admin/incidents/${event.incidentId}`;
  const body = pagerDutyEvent(
    event.action,
    { routingKey, dedupKey: dedupKeyOf(event.incidentId) },
    { ...event, scale: severityScaleOf(event), at: event.openedAt, link },
  );
  const end = pagerDutyOutcome(await postEvent(deps, event.region, body));
  const at = deps.clock();
  const wait = pagerDutyWait(event.attempts, end.wait);
  const isLate = at + wait > event.createdAt + PAGERDUTY_GIVE_UP;
  const state = end.state === 'waiting' && isLate ? 'failed' : end.state;
  await settleEvent(deps.db, event, {
    ...{ state, failure: end.failure, at },
    ...(state === 'waiting' && { dueAt: at + wait }),
  });
}

/** `send` refuses addresses that requests may not go to, and follows no redirect. */
export const postEvent = (
  { send }: Pick<PagerDeps, 'send'>,
  region: DuePagerDutyEvent['region'],
  body: object,
): Promise<OutgoingResponse> =>
  send({
    url: pagerDutyUrls[region],
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    timeoutMs: TIMEOUT,
  });

type Outcome = { state: 'sent' | 'failed' | 'waiting'; failure: string | null; wait: number };

/** 202 is taken, 429 and 5xx are tried again, anything else would be refused again. */
export function pagerDutyOutcome(response: OutgoingResponse): Outcome {
  if (response.kind === 'none') {
    const failure = `PagerDuty can’t be reached: ${response.message}`;
    return { state: 'waiting', failure, wait: 0 };
  }
  const { status, headers } = response;
  if (status >= 200 && status < 300) return { state: 'sent', failure: null, wait: 0 };
  if (status === 429) {
    const asked = Number(headers.get('retry-after'));
    const wait = Number.isFinite(asked) ? asked : 0;
    return { state: 'waiting', failure: 'PagerDuty’s rate limit is reached (429).', wait };
  }
  if (status === 408 || status >= 500)
    return { state: 'waiting', failure: `PagerDuty has an error (${status}).`, wait: 0 };
  const failure = `PagerDuty refused the event (${status}). Check the integration key and the service region.`;
  return { state: 'failed', failure, wait: 0 };
}
