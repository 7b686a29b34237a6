import { Hono } from 'hono';
import { listComponents } from '../../../db/component/component.ts';
import { listIncidents } from '../../../db/incident/incident.ts';
import type { App } from '../../context/context.ts';
import { stateLabels } from '../../domain/incident/incident.ts';
import { can, type Permission } from '../../domain/response/permissions.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';

/** An entry of the palette; `severity`: a typed severity is passed on. */
export type Entry = { label: string; about: string; href: string; severity?: true };
export type Palette = { entries: Entry[]; severities: string[] };

const screens: [label: string, href: string, permission: Permission][] = [
  ['Schedule maintenance', '/admin/maintenances/new', 'maintenance.plan'],
  ['Overview', '/admin', 'page.read'],
  ['Incidents', '/admin/incidents', 'page.read'],
  ['Maintenance', '/admin/maintenances', 'page.read'],
  ['Components', '/admin/components', 'page.read'],
  ['Add component', '/admin/components/new', 'component.edit'],
  ['Alerts', '/admin/alerts', 'page.read'],
  ['Alert sources', '/admin/alerts/sources', 'alert.edit'],
  ['Runbooks', '/admin/runbooks', 'page.read'],
  ['On call', '/admin/on-call', 'page.read'],
  ['Shift hand-over', '/admin/on-call/handover', 'page.read'],
  ['Drills', '/admin/on-call/drills', 'page.read'],
  ['Component readiness', '/admin/runbooks/readiness', 'page.read'],
  ['Insights', '/admin/insights', 'page.read'],
  ['Subscribers', '/admin/subscribers', 'subscriber.read'],
  ['Email', '/admin/mail', 'page.read'],
  ['Settings', '/admin/settings', 'settings.edit'],
  ['General settings', '/admin/settings/general', 'settings.edit'],
  ['Appearance', '/admin/settings/appearance', 'settings.edit'],
  ['Languages', '/admin/settings/languages', 'settings.edit'],
  ['System metrics', '/admin/settings/metrics', 'metric.edit'],
  ['Domain', '/admin/settings/domain', 'settings.edit'],
  ['Email settings', '/admin/settings/email', 'settings.edit'],
  ['Chat settings', '/admin/settings/chat', 'settings.edit'],
  ['Templates', '/admin/settings/templates', 'template.edit'],
  ['Checks', '/admin/settings/checks', 'settings.edit'],
  ['Severity', '/admin/settings/severity', 'settings.edit'],
  ['Targets', '/admin/settings/targets', 'settings.edit'],
  ['Privacy', '/admin/settings/privacy', 'settings.edit'],
  ['Reminders', '/admin/settings/reminders', 'settings.edit'],
  ['Business hours', '/admin/settings/business-hours', 'settings.edit'],
  ['People', '/admin/settings/members', 'member.manage'],
  ['Internal page settings', '/admin/settings/internal', 'member.manage'],
  ['API tokens', '/admin/settings/tokens', 'token.manage'],
  ['Changes', '/admin/settings/changes', 'settings.edit'],
  ['Audit log', '/admin/settings/audit-log', 'audit.read'],
  ['Your account', '/admin/account', 'account.edit'],
  ['View page', '/', 'page.read'],
  ['View internal page', '/internal', 'internal.read'],
];

/** All actions that are possible from anywhere, most urgent first. */
export function palette(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, page, actor } = c.var;
    const [open, components] = await Promise.all([
      listIncidents(deps.db, page.id, { filter: 'unresolved' }),
      listComponents(deps.db, page.id),
    ]);
    const updates = open.map(({ id, name, state }) => ({
      label: `Update: ${name}`,
      about: stateLabels[state],
      href: `/admin/incidents/${id}?new`,
    }));
    const reports = components
      .filter(({ group }) => !group)
      .map(({ id, name }) => ({
        label: `Report: ${name}`,
        about: 'New incident',
        href: `/admin/incidents/new?component=${id}`,
        severity: true as const,
      }));
    const newIncident = { label: 'New incident', about: '', href: '/admin/incidents/new' };
    const entries: Entry[] = [
      ...(can(actor, 'incident.publish', page) ? [...updates, newIncident, ...reports] : []),
      ...screens
        .filter(([, , permission]) => can(actor, permission, page))
        .map(([label, href]) => ({ label, about: 'Go to', href })),
    ];
    const severities = severityScaleOf(page).map(({ key }) => key);
    return c.json({ entries, severities } satisfies Palette);
  });
  return app;
}
