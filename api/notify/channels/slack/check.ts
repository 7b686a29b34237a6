import { quiet } from './quiet.ts';
import { callSlack, type SlackBody } from './web-api.ts';

type Given = Parameters<typeof callSlack>[0];

/** Whose token it is, or what is wrong with it. */
export async function checkSlackToken(
  deps: Given,
  token: string,
): Promise<{ teamId: string; team: string } | { wrong: string }> {
  const { answer, body } = await callSlack(deps, token, 'auth.test', {});
  if (answer.kind !== 'sent') return { wrong: sentenceOf(answer.message, body) };
  return { teamId: `${body.team_id}`, team: `${body.team}` };
}

/** Posts one line to a channel; null when it was posted, or what is wrong. */
export async function postSlackTest(
  deps: Given,
  { token, channelId, text }: { token: string; channelId: string; text: string },
): Promise<string | null> {
  const given = { channel: channelId, text, ...quiet };
  const { answer, body } = await callSlack(deps, token, 'chat.postMessage', given);
  return answer.kind === 'sent' ? null : sentenceOf(answer.message, body);
}

const sentenceOf = (message: string, { error }: SlackBody): string => {
  if (error === 'not_in_channel')
    return 'The app isn’t a member of this channel. Invite it there with /invite, then try again.';
  return error ? `${message} Slack says “${error}”.` : `Slack can’t be reached. ${message}`;
};
