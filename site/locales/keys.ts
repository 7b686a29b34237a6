import type { en } from './en.ts';
import type { Plural } from './message.ts';

export type English = typeof en;
export type Key = keyof English;
/** Each key of the English texts; a plural where that has one. */
export type Messages = { [K in Key]: English[K] extends string ? string : Plural };
