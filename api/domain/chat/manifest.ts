/** Scopes of the bot, each with what does not work without it. */
export const botScopes = {
  commands: 'the command /incident',
  'chat:write': 'updates and messages in channels',
  'channels:history': 'posting each update once',
  'channels:manage': 'channels of incidents, with their people and topic',
  'pins:read': 'pinned messages on the timeline',
  'users:read': 'knowing who uses the command',
  'users:read.email': 'knowing who uses the command, and inviting people',
} as const;

/** The manifest of a Slack app: everything that its settings would ask for. */
export const appManifest = (address: string): string =>
  JSON.stringify(
    {
      display_information: { name: 'Allclear', description: 'Incidents and the status page' },
      features: {
        bot_user: { display_name: 'Allclear', always_online: false },
        slash_commands: [
          {
            ...{ command: '/incident', url: address, should_escape: true },
            description: 'Open, update and resolve incidents',
            usage_hint: 'new sev2 "Title" message',
          },
        ],
      },
      oauth_config: { scopes: { bot: Object.keys(botScopes) } },
      settings: {
        event_subscriptions: { request_url: address, bot_events: ['pin_added'] },
        interactivity: { is_enabled: true, request_url: address },
        ...{ org_deploy_enabled: false, socket_mode_enabled: false },
        token_rotation_enabled: false,
      },
    },
    null,
    2,
  );
