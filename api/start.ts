import { ENTRY, ensureBuilt } from './build.ts';

/** `npm start`: builds what is missing or old, then serves. It loads no more than that, to be up soon. */
await ensureBuilt();
await import(ENTRY.href);
