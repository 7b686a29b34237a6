import type { Db } from '../../db/engine/client.ts';
import type { Signer } from '../core/secret.ts';
import type { createAuth } from './better-auth.ts';

export type Auth = ReturnType<typeof createAuth>;

/** What signing in needs of `Deps`. */
export type AuthDeps = {
  auth: () => Promise<Auth>;
  db: Db;
  clock: () => number;
  config: { baseUrl: string };
  signer: Signer;
};

/**
 * Who signs people in, read when somebody is first asked who they are: a process that only answers
 * readers starts sooner without, and with 10 MB less.
 */
export function authWhenAsked(options: Parameters<typeof createAuth>[0]): () => Promise<Auth> {
  let made: Auth | undefined; // not its promise: at the edge no request may await another's
  return async () => {
    made ??= (await import('./better-auth.ts')).createAuth(options);
    return made;
  };
}
