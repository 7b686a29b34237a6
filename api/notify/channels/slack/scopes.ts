import type { SendRequest } from '../../../network/outgoing/request.ts';

/** The scopes of a token, which Slack sends with each answer; a sentence where it refuses the token. */
export async function grantedScopes(
  { send, slackApi }: { send: SendRequest; slackApi: string },
  token: string,
): Promise<{ scopes: string[] } | { wrong: string }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = { url: `${slackApi}/auth.test`, method: 'POST', headers, body: '{}' } as const;
  const response = await send(request);
  if (response.kind === 'none') return { wrong: `Slack can’t be reached. ${response.message}` };
  const granted = response.headers.get('x-oauth-scopes');
  if (granted === null || !/"ok"\s*:\s*true/.test(response.body))
    return { wrong: 'Slack doesn’t accept the token. Connect the workspace again.' };
  return { scopes: granted.split(',').map((scope) => scope.trim()) };
}
