import type { Permission } from '../../../../api/domain/response/permissions.ts';

export type SettingsLink = { href: string; label: string; about: string; permission: Permission };

const at = (
  path: string,
  label: string,
  about: string,
  permission: Permission = 'settings.edit',
): SettingsLink => ({ href: `/admin/settings/${path}`, label, about, permission });

/** Every settings page, in the groups that the navigation and the start page show. */
export const settingsSections: readonly { name: string; links: readonly SettingsLink[] }[] = [
  {
    name: 'Page',
    links: [
      at('general', 'General', 'Name, time zone, support link, search engines, uptime calculation'),
      at('appearance', 'Appearance', 'Color, logo, footer'),
      at('languages', 'Languages', 'Languages you write updates in'),
      at('domain', 'Domain', 'The page’s address, and how to use your own domain'),
      at('metrics', 'System metrics', 'Charts of your values and health checks', 'metric.edit'),
      at('import', 'Import', 'Components and history from another status page'),
    ],
  },
  {
    name: 'Notifications',
    links: [
      at('email', 'Email', 'Sender, test email, email delay, maintenance reminders'),
      at('privacy', 'Privacy', 'How long addresses are kept, and your privacy notice'),
      at('chat', 'Chat', 'Slack workspaces that get updates'),
      at('reminders', 'Reminders', 'Who is reminded when a promised update is due'),
    ],
  },
  {
    name: 'Publishing',
    links: [
      at('templates', 'Templates', 'Starting points for updates', 'template.edit'),
      at('severity', 'Severity', 'Your severity scale, and which updates need approval'),
      at('business-hours', 'Business hours', 'Working hours, for deadlines that use them'),
      at('rooms', 'Incident rooms', 'Bridge and chat links, checklists'),
      at('reviews', 'Postmortems', 'When they are due, by severity'),
      at('checks', 'Checks', 'What is flagged before an update is published'),
      at('targets', 'Targets', 'Response goals, shown in Insights'),
    ],
  },
  {
    name: 'Team',
    links: [
      at('members', 'People', 'Who can sign in, and with which role', 'member.manage'),
      at('internal', 'Internal page', 'Who can read it besides your team', 'member.manage'),
      at('tokens', 'API tokens', 'Access for scripts and integrations', 'token.manage'),
      at('changes', 'Changes', 'Deployments from GitHub and scripts, for the incident room'),
      at('audit-log', 'Audit log', 'Who did what, and when', 'audit.read'),
    ],
  },
];
