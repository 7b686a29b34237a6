import { checkDestination } from '../network/destination.ts';
import type { DestinationKind } from './kind.ts';

const HOSTS = ['hooks.slack.com', 'hooks.slack-gov.com'];
/** Team, webhook and secret. Triggers of Slack's workflows have other paths and take other messages. */
const PATH = /^\/services\/(T\w+\/B\w+)\/\w+\/?$/;

/** An incoming webhook. Slack limits each channel by itself. */
export const slackKind: DestinationKind = {
  channel: 'slack',
  check(text, rules) {
    const checked = checkDestination(text.trim(), rules);
    if ('wrong' in checked) return checked;
    const { protocol, host, pathname } = checked.url;
    const [, webhook] = PATH.exec(pathname) ?? [];
    if (protocol !== 'https:' || !HOSTS.includes(host) || webhook === undefined)
      return { wrong: 'not_slack' };
    const address = `https://${host}${pathname.replace(/\/$/, '')}`;
    return { address, limitKey: `slack ${webhook}` };
  },
};

/** A channel of a connected workspace: the id of the workspace's row, and Slack's id of the channel. */
export type SlackChannel = { workspaceId: string; channelId: string };

const APP = 'slack-app:';

export const slackChannelAddress = ({ workspaceId, channelId }: SlackChannel): string =>
  `${APP}${workspaceId}/${channelId}`;

/** Null for a webhook's address. */
export function slackChannelIn(address: string): SlackChannel | null {
  if (!address.startsWith(APP)) return null;
  const [workspaceId = '', channelId = ''] = address.slice(APP.length).split('/');
  return { workspaceId, channelId };
}
