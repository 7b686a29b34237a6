import { LibsqlError } from '@libsql/client';

/** How long a call waits for the locks of others, ms. */
export const MAX_WAIT = 5000;
const SHORTEST_PAUSE = 5;
const MAX_PAUSE = 50;

/** The pause after one of `previous` ms, 0 for none. */
export const nextPause = (previous: number): number =>
  previous === 0 ? SHORTEST_PAUSE : Math.min(previous * 2, MAX_PAUSE);

/** Waits about this long, ms, at random, so that two who wait for each other part. */
export const pauseFor = (ms: number): Promise<void> =>
  new Promise((resume) => setTimeout(resume, ms * (0.5 + Math.random())));

/** The database was locked, or a server ended the transaction for somebody else: nothing was done. */
export const isBusy = (error: unknown): boolean =>
  error instanceof LibsqlError &&
  /^(SQLITE_(BUSY|LOCKED)|TRANSACTION_(BUSY|TIMEOUT))/.test(error.code);
