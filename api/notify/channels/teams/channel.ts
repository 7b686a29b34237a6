import type { Channel, ChannelAnswer } from '../../port/channel.ts';
import {
  type ChatDeps,
  chatRetry,
  type Response,
  refusal,
  troubleIn,
} from '../update/chat-call.ts';
import { chatRenderer, messageFor, noAddress, payloadOf } from '../update/chat-render.ts';
import { teamsUpdate } from './message.ts';

/** A workflow only reports that it started: Teams does not report whether the card was posted. */
const ACCEPTED = 'Accepted. Teams doesn’t report whether the card was posted.';

/** Posts to Microsoft Teams by workflows, one card for each update. */
export const teamsChannel = (deps: ChatDeps): Channel => ({
  name: 'teams',
  limits: { maxBatch: 1, maxConcurrency: 20, keyed: false, perHost: 1 },
  retry: chatRetry,
  render: chatRenderer(deps.baseUrl, teamsUpdate),
  payload: (batch) => payloadOf<object>(deps, batch, (message) => message),
  async deliver(batch, _key, { request }) {
    const given = await messageFor<object>(deps, batch);
    if (!given) return noAddress;
    const response = await request(() =>
      deps.send({
        url: given.address,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(given.message),
      }),
    );
    const trouble = troubleIn(response, 'Teams');
    return trouble ?? (response.kind === 'response' ? answerOf(response) : noAddress);
  },
});

function answerOf(response: Response): ChannelAnswer {
  const { status, body } = response;
  if (status >= 200 && status < 300)
    return { kind: 'sent', failures: [], status, excerpt: body.slice(0, 500) || ACCEPTED };
  if (status === 404 || status === 410)
    return refusal(response, 'The workflow no longer exists.', 'gone');
  if (status === 401 || status === 403)
    return refusal(response, 'The address of the workflow is no longer valid.', 'gone');
  if (status === 413) return refusal(response, 'Teams refused the message as too large.');
  return refusal(response, 'Teams refused the message. The workflow may be turned off.');
}
