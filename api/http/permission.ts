import { createMiddleware } from 'hono/factory';
import type { App } from '../context/context.ts';
import { Problem } from '../core/problem.ts';
import { can, lowestRoleWith, type Permission } from '../domain/response/permissions.ts';
import type { Actor } from '../domain/response/role.ts';

/** Refuses with a sentence whoever lacks the permission: a hidden button alone protects nothing. */
export const requirePermission = (permission: Permission) =>
  createMiddleware<App>(async (c, next) => {
    assertCan(c.var.actor, permission, c.var.page);
    return next();
  });

export function assertCan(actor: Actor, permission: Permission, page: { id: string }): void {
  if (can(actor, permission, page)) return;
  const needed = lowestRoleWith(permission);
  throw new Problem(
    'forbidden',
    actor.kind === 'token'
      ? `This token has the role ${actor.role}. Use one with the role ${needed}.`
      : `You are signed in as ${actor.role}; this needs ${needed === 'owner' ? 'an' : 'a'} ${needed}. Ask an owner of the page.`,
  );
}
