import { type Actor, type Role, roles } from './role.ts';
import { type ScopeList, scopesIn, type TokenScope } from './token-scope.ts';

const viewers = roles;
const publishers = ['publisher', 'owner'] as const;
const owners = ['owner'] as const;

/** Which roles hold each permission. The README says what each one allows. */
const holders = {
  'internal.read': viewers,
  'page.read': viewers,
  'account.edit': viewers,
  'api.read': viewers,
  'metrics.read': viewers,
  'api.write': publishers,
  'draft.edit': publishers,
  'incident.publish': publishers,
  'incident.edit': publishers,
  'incident.respond': publishers,
  'change.report': publishers,
  'alert.edit': publishers,
  'runbook.edit': publishers,
  'schedule.edit': publishers,
  'review.edit': publishers,
  'incident.approve': publishers,
  'incident.delete': publishers,
  'incident.restrict': owners,
  'history.correct': publishers,
  'maintenance.plan': publishers,
  'component.edit': publishers,
  'metric.edit': publishers,
  'subscriber.read': publishers,
  'subscriber.edit': publishers,
  'subscriber.vouch': owners,
  'mail.read': publishers,
  'mail.control': publishers,
  'mail.release': owners,
  'approval.override': owners,
  'severity.lower': owners,
  'settings.edit': owners,
  'template.edit': owners,
  'member.manage': owners,
  'token.manage': owners,
  'audit.read': owners,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof holders;
export const permissions = Object.keys(holders) as Permission[]; // the keys of a literal

const setOf = (role: Role): ReadonlySet<Permission> =>
  new Set(permissions.filter((name) => holders[name].some((one) => one === role)));

/** What a member, or an API token, of each role may do. */
export const permissionSets: Record<Role, ReadonlySet<Permission>> = {
  viewer: setOf('viewer'),
  publisher: setOf('publisher'),
  owner: setOf('owner'),
};

const reading = ['api.read', 'metrics.read'] as const;

/** What each limited scope allows, of what the role of the token allows. */
const scopes: Record<Exclude<TokenScope, 'everything'>, readonly Permission[]> = {
  incidents: [
    ...reading,
    'api.write',
    'incident.publish',
    'incident.edit',
    'incident.respond',
    'incident.restrict',
    'maintenance.plan',
    'history.correct',
    'change.report',
    'approval.override',
    'severity.lower',
  ],
  components: [...reading, 'api.write', 'component.edit', 'metric.edit'],
  changes: ['api.write', 'change.report'],
  alerts: ['api.read', 'api.write', 'alert.edit'],
  subscribers: ['api.read', 'api.write', 'subscriber.read', 'subscriber.edit', 'subscriber.vouch'],
  settings: [
    ...reading,
    'api.write',
    'settings.edit',
    'metric.edit',
    'template.edit',
    'schedule.edit',
    'runbook.edit',
  ],
  read: reading,
};

/** Whether a token of this scope may do it at all. One that this version does not know may nothing. */
export const isInScope = (list: ScopeList, permission: Permission): boolean =>
  scopesIn(list).some(
    (scope) => scope === 'everything' || (scopes[scope]?.includes(permission) ?? false),
  );

/** Whether the actor may do this on the page. Rights on one page are none on another. */
export const can = (
  actor: Pick<Actor, 'kind' | 'role' | 'pageId' | 'scope'>,
  permission: Permission,
  page: { id: string },
): boolean =>
  (actor.kind === 'system' || actor.pageId === page.id) &&
  permissionSets[actor.role].has(permission) &&
  isInScope(actor.scope ?? 'everything', permission);

/** The members of one page who hold a permission there. */
export const membersWith = <T extends { role: Role }>(
  members: readonly T[],
  permission: Permission,
): T[] => members.filter(({ role }) => permissionSets[role].has(permission));

/** The lowest role that holds a permission, for telling people whom to ask. */
export const lowestRoleWith = (permission: Permission): Role =>
  roles.find((role) => permissionSets[role].has(permission)) ?? 'owner';
