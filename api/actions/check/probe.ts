import type { HealthCheck } from '../../../db/check/check.ts';
import type { Deps } from '../../context/deps.ts';
import { type CheckResult, dnsProblem, httpProblem } from '../../domain/check/judge.ts';
import { NODE_ONLY } from '../../domain/check/kind.ts';
import { MINUTE } from '../../domain/time/time.ts';

export type Probing = Pick<Deps, 'send' | 'probes' | 'clock'>;

/** Looks once. Never rejects: what goes wrong is the result. */
export async function probe(
  { send, probes, clock }: Probing,
  check: HealthCheck,
): Promise<CheckResult> {
  const timeoutMs = check.timeout * 1000;
  if (check.kind === 'http') {
    const { url, certificateDays } = check.settings;
    const answer = await send({
      ...{ url, method: 'GET', timeoutMs, headers: { accept: '*/*' } },
      readsCertificate: certificateDays > 0,
    });
    if (answer.kind === 'none') return failed(answer.message);
    const { status, body, durationMs: ms, certificateEnds = null } = answer;
    const wrong = httpProblem(check.settings, { status, body, certificateEnds }, clock());
    return { ok: wrong === null, ms, detail: wrong ?? `It answered ${status}.` };
  }
  if (check.kind === 'heartbeat') {
    const minutes = Math.round((clock() - (check.lastAt ?? check.createdAt)) / MINUTE);
    return failed(`No call for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`);
  }
  if (!probes) return failed(NODE_ONLY);
  if (check.kind === 'tcp') {
    const answer = await probes.connect({ ...check.settings, timeoutMs });
    return answer.kind === 'none'
      ? failed(answer.message)
      : { ok: true, ms: answer.durationMs, detail: 'It accepted the connection.' };
  }
  const startedAt = performance.now();
  const { host, record } = check.settings;
  const values = await probes.lookUp(host, record, timeoutMs);
  if (values === 'private') return failed(PRIVATE_RECORD);
  const ms = values === null ? null : Math.round(performance.now() - startedAt);
  const wrong = dnsProblem(check.settings, values);
  const count = values?.length ?? 0;
  return {
    ...{ ok: wrong === null, ms },
    detail: wrong ?? `It has ${count} ${record} ${count === 1 ? 'record' : 'records'}.`,
  };
}

const PRIVATE_RECORD =
  'The answer leads to a private network, so it isn’t compared. Let whoever runs Allclear add the host to ALLOW_PRIVATE_HOSTS.';

const failed = (detail: string): CheckResult => ({ ok: false, ms: null, detail });
