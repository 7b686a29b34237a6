import { z } from 'zod';

/** Each role includes the ones before it. */
export const roles = ['viewer', 'publisher', 'owner'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const atLeast = (have: Role, need: Role): boolean =>
  roles.indexOf(have) >= roles.indexOf(need);

/** Who makes a change; the audit log shows `name`. */
export type Actor = { kind: 'user' | 'token' | 'system'; id: string; name: string; role: Role };
