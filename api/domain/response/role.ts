import { z } from 'zod';
import type { ScopeList } from './token-scope.ts';

/** Named permission sets, lowest first: see permissions.ts. */
export const roles = ['viewer', 'publisher', 'owner'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** Who makes a change; the audit log shows `name`. */
export type Actor = {
  kind: 'user' | 'token' | 'system';
  id: string;
  name: string;
  role: Role;
  /** Of a token: the member who created it. It opens the restricted incidents that name them. */
  personId?: string | null;
  /** Of a token: what it is limited to. */
  scope?: ScopeList;
  /** The page that the role is for. The system has none: it acts on every page. */
  pageId?: string;
};
