import {
  checkDestination,
  checkHost,
  destinationProblems,
  type OutgoingRules,
} from '../network/destination.ts';
import type { CheckTarget } from './input.ts';
import { checkRunsOn, NODE_ONLY } from './kind.ts';

const PRIVATE =
  'This address is on a private network. Enter one that is reachable from the internet, or let whoever runs Allclear add the host to ALLOW_PRIVATE_HOSTS.';
const PLAIN =
  'Enter an address that begins with https://. Plain http:// needs the host in ALLOW_PRIVATE_HOSTS.';

/** What is wrong with where a check goes, by field of its settings; null where it may run. */
export function targetProblem(
  target: CheckTarget,
  rules: OutgoingRules,
): { field: string; message: string } | null {
  if (!checkRunsOn(target.kind, rules.runtime)) return { field: 'host', message: NODE_ONLY };
  if (target.kind === 'heartbeat') return null;
  if (target.kind === 'http') {
    const checked = checkDestination(target.settings.url, rules);
    if (!('wrong' in checked)) return null;
    const { wrong } = checked;
    const own = rules.runtime === 'node' ? { private: PRIVATE, not_https: PLAIN } : {};
    return { field: 'url', message: { ...destinationProblems, ...own }[wrong] };
  }
  const { host } = target.settings;
  const checked = checkHost(host, target.kind === 'tcp' ? target.settings.port : 53, rules);
  if (!('wrong' in checked)) return null;
  const message =
    checked.wrong === 'private'
      ? PRIVATE
      : 'Enter a host name such as db.example.com, without a scheme, port or path.';
  return { field: 'host', message };
}

/** Where a check goes, in a line. */
export function targetText({ kind, settings }: CheckTarget): string {
  if (kind === 'http') return settings.url;
  if (kind === 'tcp') return `${settings.host}:${settings.port}`;
  return kind === 'dns' ? `${settings.record} ${settings.host}` : 'Calls of a job';
}
