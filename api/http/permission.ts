import { createMiddleware } from 'hono/factory';
import type { App } from '../context/context.ts';
import { Problem } from '../core/problem.ts';
import { can, isInScope, lowestRoleWith, type Permission } from '../domain/response/permissions.ts';
import type { Actor } from '../domain/response/role.ts';
import { scopeRefusalOf } from '../domain/response/token-scope.ts';

/** Refuses with a sentence whoever lacks the permission: a hidden button alone protects nothing. */
export const requirePermission = (permission: Permission) =>
  createMiddleware<App>(async (c, next) => {
    assertCan(c.var.actor, permission, c.var.page);
    return next();
  });

export function assertCan(actor: Actor, permission: Permission, page: { id: string }): void {
  if (can(actor, permission, page)) return;
  throw new Problem('forbidden', limitOf(actor, permission) ?? refusalOf(actor, permission));
}

/** What a limited token is refused with; null where its role refuses. */
export const limitOf = ({ scope }: Pick<Actor, 'scope'>, permission: Permission): string | null =>
  scope === undefined || scope === 'everything' || isInScope(scope, permission)
    ? null
    : scopeRefusalOf(scope);

function refusalOf(actor: Actor, permission: Permission): string {
  const needed = lowestRoleWith(permission);
  return actor.kind === 'token'
    ? `This token has the role ${actor.role}. Use one with the role ${needed}.`
    : `You are signed in as ${actor.role}; this needs ${needed === 'owner' ? 'an' : 'a'} ${needed}. Ask an owner of the page.`;
}
