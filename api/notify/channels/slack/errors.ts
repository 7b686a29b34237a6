/** What Slack says of a channel that nothing can be posted to any more. */
export const goneErrors: Record<string, string> = {
  no_service: 'The Slack webhook no longer exists.',
  no_service_id: 'The Slack webhook no longer exists.',
  no_active_hooks: 'The Slack webhook is turned off.',
  no_team: 'The Slack workspace no longer exists.',
  team_disabled: 'The Slack workspace is turned off.',
  invalid_token: 'Slack no longer accepts the webhook’s address.',
  user_not_found: 'The Slack webhook no longer exists.',
  action_prohibited: 'The Slack workspace doesn’t allow the webhook to post.',
  posting_to_general_channel_denied: 'The Slack workspace doesn’t allow posts to this channel.',
  channel_not_found: 'The Slack channel no longer exists, or the app can’t see it.',
  channel_is_archived: 'The Slack channel is archived.',
  is_archived: 'The Slack channel is archived.',
  not_in_channel: 'The app isn’t a member of the Slack channel.',
  restricted_action: 'The Slack workspace doesn’t allow the app to post to this channel.',
  restricted_action_read_only_channel: 'The Slack channel is read-only.',
};

/** What Slack says of our token, whatever the channel. */
export const tokenErrors: Record<string, string> = {
  token_revoked: 'The token was revoked.',
  token_expired: 'The token has expired.',
  invalid_auth: 'Slack doesn’t accept the token.',
  not_authed: 'Slack doesn’t accept the token.',
  account_inactive: 'The app was removed from the workspace.',
  missing_scope: 'The token lacks a permission: it needs chat:write.',
  not_allowed_token_type:
    'This kind of token can’t post. Use a bot token, which begins with xoxb-.',
  no_permission: 'The token isn’t allowed to post.',
  org_login_required: 'The workspace is being moved to another organization.',
  access_denied: 'The workspace denies the app access.',
  ekm_access_denied: 'The workspace’s administrators have suspended posting.',
  team_access_not_granted: 'The token has no access to the workspace.',
};

/** Slack may have done it all the same. */
export const unclearErrors = new Set(['internal_error', 'fatal_error', 'request_timeout']);
export const busyErrors = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
