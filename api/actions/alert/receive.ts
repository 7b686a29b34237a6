import { resolveOpenAlert, upsertAlert } from '../../../db/alert/alert.ts';
import { upsertAlertDelivery } from '../../../db/alert/delivery.ts';
import { type AlertSource, updateAlertSource } from '../../../db/alert/source.ts';
import { type Statement, write } from '../../../db/engine/write.ts';
import { placeRenderer } from '../../../templates/alert/place.ts';
import { outageProblem, Problem } from '../../core/problem.ts';
import { sha256 } from '../../core/secret.ts';
import { type InboundAlert, notAfter } from '../../domain/alert/inbound.ts';
import { parseDelivery } from '../../domain/alert/sender/index.ts';
import { storable } from '../../domain/text/characters.ts';
import { type RawDelivery, signatureProblem } from './signature.ts';
import { type SourceChange, sourceSecret, UnreadableSecret } from './source.ts';

type Receiving = Pick<SourceChange, 'db' | 'clock' | 'newId' | 'encryption'>;

/** How much of a delivery is kept. */
const EXCERPT = 2000;
const MAX_KEY = 200;

/** Stores the alerts of a delivery, or why it has none. Returns a sentence for the sender; throws where it is refused. */
export async function receiveAlerts(
  deps: Receiving,
  source: AlertSource,
  raw: RawDelivery,
  bodyIn: () => Promise<unknown>,
): Promise<string> {
  if (source.disabledAt !== null)
    throw await refuse(deps, source, raw, 'forbidden', 'This alert source is turned off.');
  const unsigned = await unsignedProblem(deps, source, raw);
  if (unsigned) throw await refuse(deps, source, raw, 'unauthenticated', unsigned);
  const body = await bodyIn();
  if (body === null)
    throw await refuse(deps, source, raw, 'invalid', 'The body is neither JSON nor a form.');
  const parsed = parseDelivery(source, body, placeRenderer());
  if ('refused' in parsed) throw await refuse(deps, source, raw, 'invalid', parsed.refused);
  if ('ignored' in parsed) {
    await store(deps, [
      ...(await keepDelivery(deps, source, raw, { outcome: 'ignored', reason: parsed.ignored })),
      updateAlertSource(deps.db, source.id, { lastSeenAt: deps.clock() }),
    ]);
    return `Ignored: ${parsed.ignored}`;
  }
  const now = deps.clock();
  const excerpt = excerptOf(raw);
  const keyed = await Promise.all(parsed.alerts.map(withKeys));
  const statements = keyed.map((one) => statementOf(deps, source, one, { now, excerpt }));
  const seen = updateAlertSource(deps.db, source.id, { lastSeenAt: now });
  const results = await store(deps, [...statements, seen]);
  if (keyed.some((one, i) => endsNone(one, results[i]?.rowsAffected))) {
    const reason = 'Resolved, but no open alert has this key.';
    await store(deps, await keepDelivery(deps, source, raw, { outcome: 'ignored', reason }));
  }
  return `Received ${parsed.alerts.length} ${parsed.alerts.length === 1 ? 'alert' : 'alerts'}.`;
}

/** Keeps a delivery that was too large to read. */
export const refuseLarge = (deps: Receiving, source: AlertSource): Promise<Problem> =>
  refuse(
    deps,
    source,
    { headers: new Headers(), bytes: new Uint8Array() },
    'too_large',
    'That’s over 256 KB. Send fewer alerts at once.',
  );

/** Keeps that a sender was over the limit of deliveries. */
export const refuseOften = (deps: Receiving, source: AlertSource): Promise<Problem> =>
  refuse(
    deps,
    source,
    { headers: new Headers(), bytes: new Uint8Array() },
    'too_many',
    'Too many deliveries in a minute. Group alerts, or send them later.',
  );

async function unsignedProblem(
  deps: Receiving,
  source: AlertSource,
  raw: RawDelivery,
): Promise<string | null> {
  try {
    const secret = await sourceSecret(deps, source);
    return secret === null ? null : await signatureProblem(source.kind, secret, raw, deps.clock());
  } catch (error) {
    if (error instanceof UnreadableSecret) return error.message;
    throw error;
  }
}

/** An end of an alert without an episode, of which none was open. */
const endsNone = ({ status, episode }: InboundAlert, rows: number | undefined): boolean =>
  status === 'resolved' && episode === null && rows === 0;

/** Not async, since a statement would run where it is awaited. */
function statementOf(
  deps: Receiving,
  { id: sourceId, pageId }: AlertSource,
  one: InboundAlert,
  { now, excerpt }: { now: number; excerpt: string },
): Statement {
  const past = (at: number | null) => notAfter(at, now);
  const { fingerprint, episode } = one;
  const changedAt = past(one.changedAt);
  if (one.status === 'resolved' && episode === null) {
    const ended = { endsAt: past(one.endsAt), now };
    return resolveOpenAlert(deps.db, { sourceId, fingerprint }, ended);
  }
  return upsertAlert(deps.db, {
    ...{ id: deps.newId(), pageId, sourceId, fingerprint, episode },
    ...{ groupKey: one.groupKey, status: one.status, title: one.title, severity: one.severity },
    ...{ labels: one.labels, annotations: one.annotations, links: one.links },
    startsAt: past(one.startsAt),
    endsAt: one.status === 'resolved' ? past(one.endsAt) : null,
    acknowledgedAt: one.status === 'acknowledged' ? changedAt : null,
    ...{ changedAt, firstSeenAt: now, lastSeenAt: now, excerpt },
  });
}

/** Keys of a bounded length. */
const withKeys = async (one: InboundAlert): Promise<InboundAlert> => ({
  ...one,
  fingerprint: await keyOf(one.fingerprint),
  episode: one.episode === null ? null : await keyOf(one.episode),
});

const keyOf = async (text: string): Promise<string> =>
  text.length <= MAX_KEY ? storable(text) : sha256(text);

const excerptOf = ({ bytes }: RawDelivery): string =>
  storable(new TextDecoder().decode(bytes.subarray(0, EXCERPT)));

async function keepDelivery(
  deps: Receiving,
  { id: sourceId, pageId }: AlertSource,
  raw: RawDelivery,
  about: { outcome: 'refused' | 'ignored'; reason: string },
): Promise<Statement[]> {
  const at = deps.clock();
  const hash = await sha256(`${about.reason}\n${await sha256(raw.bytes)}`);
  return upsertAlertDelivery(deps.db, {
    ...{ id: deps.newId(), pageId, sourceId, hash, ...about },
    ...{ excerpt: excerptOf(raw), firstAt: at, lastAt: at },
  });
}

async function refuse(
  deps: Receiving,
  source: AlertSource,
  raw: RawDelivery,
  code: Problem['code'],
  reason: string,
): Promise<Problem> {
  await store(deps, await keepDelivery(deps, source, raw, { outcome: 'refused', reason }));
  return new Problem(code, reason);
}

async function store({ db }: Receiving, statements: readonly Statement[]) {
  try {
    return await write(db, statements);
  } catch (error) {
    throw outageProblem(error) ?? error;
  }
}
