import type { Db } from '../../db/engine/client.ts';
import type { Signer } from '../core/secret.ts';
import type { createAuth } from './better-auth.ts';

export type Auth = ReturnType<typeof createAuth>;

/** Dependencies of sign-in. */
export type AuthDeps = {
  auth: () => Promise<Auth>;
  db: Db;
  /** The page to sign in to; null for the installation's. */
  pageId: string | null;
  clock: () => number;
  config: { baseUrl: string };
  signer: Signer;
};

/**
 * Loads better-auth with the first request that needs it: a process that only answers readers
 * starts sooner and uses 10 MB less.
 */
export function lazyAuth(options: Parameters<typeof createAuth>[0]): () => Promise<Auth> {
  let made: Auth | undefined; // not its promise: on Workers no request may await another's work
  return async () => {
    made ??= (await import('./better-auth.ts')).createAuth(options);
    return made;
  };
}
