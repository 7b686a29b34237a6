import { Env } from '../../core/variables.ts';

/** The only variables that a demo takes from its caller. */
const ALLOWED = new Set(['PORT', 'HOST', 'BASE_URL', 'TRUSTED_PROXIES', 'LOG_LEVEL']);

/** Empty values for all others, so that nothing leaves the machine, whatever a `.env` says. */
export const isolatedEnv = Object.fromEntries(
  Object.keys(Env.shape).flatMap((name) => (ALLOWED.has(name) ? [] : [[name, '']])),
);
