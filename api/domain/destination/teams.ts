import { checkDestination } from '../network/destination.ts';
import type { DestinationKind } from './kind.ts';

/** A workflow that posts to Teams. Its hosts change, so any will do; each workflow has its own limit. */
export const teamsKind: DestinationKind = {
  channel: 'teams',
  check(text, rules) {
    const checked = checkDestination(text.trim(), rules);
    if ('wrong' in checked) return checked;
    const { url } = checked;
    url.hash = '';
    if (url.protocol !== 'https:' || url.pathname === '/') return { wrong: 'not_teams' };
    return { address: url.href, limitKey: url.host + url.pathname };
  },
};
