import { checkDestination } from '../network/destination.ts';
import type { DestinationKind } from './kind.ts';

/** Any web address. Hosts are limited one by one. */
export const webhookKind: DestinationKind = {
  channel: 'webhook',
  check(text, rules) {
    const checked = checkDestination(text.trim(), rules);
    if ('wrong' in checked) return checked;
    const { url } = checked;
    url.hash = '';
    return { address: url.href, limitKey: url.host };
  },
};
