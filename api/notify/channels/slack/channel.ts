import { slackChannelIn } from '../../../domain/destination/slack.ts';
import type { Batch, Call, Channel, ChannelAnswer } from '../../port/channel.ts';
import { type ChatDeps, chatRetry } from '../update/chat-call.ts';
import { chatRenderer, messageFor, noAddress, payloadOf } from '../update/chat-render.ts';
import { postByApp } from './app.ts';
import { type SlackUpdate, slackUpdate } from './message.ts';
import { postToWebhook } from './webhook.ts';

/** Posts to Slack: by an incoming webhook, or with the token of a workspace. */
export function slackChannel(deps: ChatDeps): Channel {
  async function deliver(
    batch: Batch,
    { request }: Pick<Call, 'request'>,
    isInterrupted: boolean,
  ): Promise<ChannelAnswer> {
    const given = await messageFor<SlackUpdate>(deps, batch);
    if (!given) return noAddress;
    const { address, message: update, subscriberId } = given;
    const channel = slackChannelIn(address);
    if (channel)
      return postByApp(deps, { channel, batch, subscriberId, update }, { request, isInterrupted });
    return isInterrupted ? interrupted : postToWebhook(deps, address, update.root, { request });
  }
  return {
    name: 'slack',
    limits: { maxBatch: 1, maxConcurrency: 20, keyed: false, perHost: 1 },
    retry: chatRetry,
    render: chatRenderer(deps.baseUrl, slackUpdate),
    payload: (batch) => payloadOf<SlackUpdate>(deps, batch, (message) => message.root),
    deliver: (batch, _key, call) => deliver(batch, call, false),
    recover: (batch) => deliver(batch, { request: (send) => send() }, true),
  };
}

const interrupted: ChannelAnswer = {
  kind: 'ambiguous',
  code: 'interrupted',
  message: 'Interrupted while it was posted. A Slack webhook can’t be asked whether it arrived.',
};
