import type { createAuth } from './better-auth.ts';

/** Set by ourselves on what we hand to better-auth; its own routes are never mounted. */
export const CLIENT_IP = 'x-allclear-client-ip';

export type Auth = ReturnType<typeof createAuth>;

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
