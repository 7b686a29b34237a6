import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import {
  can,
  lowestRoleWith,
  membersWith,
  permissionSets,
  permissions,
} from '../../../api/domain/response/permissions.ts';
import { type Role, roles } from '../../../api/domain/response/role.ts';
import {
  type ScopeList,
  type TokenScope,
  tokenScopes,
} from '../../../api/domain/response/token-scope.ts';

const page = { id: 'page00000001' };
const actor = { kind: 'user', role: 'owner', pageId: page.id } as const;

/** The rows of the README's table: each permission, and the roles that have it. */
const documented = () => {
  const readme = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');
  const [, section = ''] = readme.split('## Roles and permissions\n');
  return [...section.matchAll(/^\| `([a-z]+\.[a-z]+)`\s*\|[^|]+\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm)];
};

test('each role has the permissions that the table in the README says', () => {
  const table = documented().map(([, name, ...cells]) => ({
    name,
    roles: roles.filter((_, i) => cells[i]?.trim() === 'yes'),
  }));
  expect(table).toEqual(
    permissions.map((name) => ({
      name,
      roles: roles.filter((role) => permissionSets[role].has(name)),
    })),
  );
});

test('a role on one page gives no permissions on another', () => {
  expect(can(actor, 'incident.publish', page)).toBe(true);
  expect(can(actor, 'incident.publish', { id: 'page00000002' })).toBe(false);
});

test('a person or a token without a page may do nothing, and the system acts on every page', () => {
  for (const kind of ['user', 'token'] as const)
    expect(can({ kind, role: 'owner' }, 'page.read', page)).toBe(false);
  expect(can({ kind: 'system', role: 'owner' }, 'incident.publish', page)).toBe(true);
  expect(can({ kind: 'system', role: 'viewer' }, 'incident.publish', page)).toBe(false);
});

test('a limited token may do what both its role and its limit allow', () => {
  const held = (scope: ScopeList, role: Role = 'owner') =>
    permissions.filter((one) => can({ ...actor, kind: 'token', role, scope }, one, page));
  expect(held('everything')).toEqual(permissions);
  expect(held('read')).toEqual(['api.read', 'metrics.read']);
  expect(held('changes')).toEqual(['api.write', 'change.report']);
  expect(held('incidents')).toEqual(expect.arrayContaining(['incident.publish', 'api.read']));
  expect(held('incidents')).not.toEqual(expect.arrayContaining(['settings.edit']));
  const both = held('components,subscribers');
  expect(both).toEqual(expect.arrayContaining(['component.edit', 'subscriber.edit']));
  expect(both).not.toEqual(expect.arrayContaining(['incident.publish']));
  for (const scope of tokenScopes)
    for (const role of roles)
      expect(held(scope, role).filter((one) => !permissionSets[role].has(one))).toEqual([]);
  expect(held('of a later version' as TokenScope)).toEqual([]);
});

test('members are selected by permission, and a refusal names the lowest role that has it', () => {
  const members = roles.map((role) => ({ role }));
  expect(membersWith(members, 'incident.approve')).toEqual([
    { role: 'publisher' },
    { role: 'owner' },
  ]);
  expect(
    ['page.read', 'incident.publish', 'member.manage'].map((p) => lowestRoleWith(p as 'page.read')),
  ).toEqual(['viewer', 'publisher', 'owner']);
});
