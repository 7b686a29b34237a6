import type { PageLocals } from '../../../api/context/context.ts';

type Known = 'actor' | 'page' | 'db';
type ConsoleLocals = PageLocals & Required<Pick<PageLocals, Known>>;

/** What every page behind the sign-in has; a page drawn without it is a fault of ours. */
export function consoleLocals(locals: Partial<PageLocals>): ConsoleLocals {
  const { actor, page, db, baseUrl, now, snapshot } = locals;
  if (!actor || !page || !db || !baseUrl || now === undefined || snapshot === undefined)
    throw new Error('A console page was drawn outside the gate of /admin.');
  return { ...locals, actor, page, db, baseUrl, now, snapshot };
}

/** The row that the route has found for this page. */
export function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('A console page was drawn without its row.');
  return row;
}
