import { Hono } from 'hono';
import { listComponents } from '../../../db/component/component.ts';
import { listIncidents } from '../../../db/incident/incident.ts';
import type { App } from '../../context/context.ts';
import { stateWords } from '../../domain/incident/incident.ts';
import { atLeast, type Role } from '../../domain/response/role.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';

/** An entry of the palette; `severity`: a typed severity is passed on. */
export type Entry = { label: string; about: string; href: string; severity?: true };
export type Palette = { entries: Entry[]; severities: string[] };

const screens: [label: string, href: string, least: Role][] = [
  ['Announce maintenance', '/admin/maintenances/new', 'publisher'],
  ['Overview', '/admin', 'viewer'],
  ['Incidents', '/admin/incidents', 'viewer'],
  ['Maintenance', '/admin/maintenances', 'viewer'],
  ['Components', '/admin/components', 'viewer'],
  ['Add a component', '/admin/components/new', 'publisher'],
  ['Subscribers', '/admin/subscribers', 'publisher'],
  ['Mail', '/admin/mail', 'viewer'],
  ['Settings of the page', '/admin/settings', 'owner'],
  ['Templates', '/admin/settings/templates', 'owner'],
  ['Checks before publishing', '/admin/settings/checks', 'owner'],
  ['Severity', '/admin/settings/severity', 'owner'],
  ['Reminders', '/admin/settings/reminders', 'owner'],
  ['People', '/admin/settings/members', 'owner'],
  ['Your account', '/admin/account', 'viewer'],
  ['View the page', '/', 'viewer'],
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
      about: stateWords[state],
      href: `/admin/incidents/${id}#update`,
    }));
    const reports = components
      .filter(({ group }) => !group)
      .map(({ id, name }) => ({
        label: `Report: ${name}`,
        about: 'New incident',
        href: `/admin/incidents/new?component=${id}`,
        severity: true as const,
      }));
    const anew = { label: 'New incident', about: '', href: '/admin/incidents/new' };
    const entries: Entry[] = [
      ...(atLeast(actor.role, 'publisher') ? [...updates, anew, ...reports] : []),
      ...screens
        .filter(([, , least]) => atLeast(actor.role, least))
        .map(([label, href]) => ({ label, about: 'Go to', href })),
    ];
    const severities = severityScaleOf(page).map(({ key }) => key);
    return c.json({ entries, severities } satisfies Palette);
  });
  return app;
}
