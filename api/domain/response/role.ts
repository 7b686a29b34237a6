import { z } from 'zod';

/** Each may do what the ones before it may. */
export const roles = ['viewer', 'publisher', 'owner'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const atLeast = (have: Role, need: Role): boolean =>
  roles.indexOf(have) >= roles.indexOf(need);

/** Who stands behind a write; `name` is what the audit log shows. */
export type Actor = { kind: 'user' | 'token' | 'system'; id: string; name: string; role: Role };
