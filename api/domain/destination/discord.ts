import { checkDestination } from '../network/destination.ts';
import type { DestinationKind } from './kind.ts';

const HOST = /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/;
const PATH = /^\/api\/(?:v\d+\/)?webhooks\/(\d+)\/([\w-]+)\/?$/;

/** A webhook of a channel, or of a thread in it. Discord limits each webhook by itself. */
export const discordKind: DestinationKind = {
  channel: 'discord',
  check(text, rules) {
    const checked = checkDestination(text.trim(), rules);
    if ('wrong' in checked) return checked;
    const { protocol, host, pathname, searchParams } = checked.url;
    const [, id, token] = PATH.exec(pathname) ?? [];
    if (protocol !== 'https:' || !HOST.test(host) || id === undefined)
      return { wrong: 'not_discord' };
    const thread = /^\d+$/.exec(searchParams.get('thread_id') ?? '');
    const address = `https://discord.com/api/webhooks/${id}/${token}${thread ? `?thread_id=${thread[0]}` : ''}`;
    return { address, limitKey: `discord ${id}` };
  },
};
