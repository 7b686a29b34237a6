import type { PageLocals } from '../../../api/context/context.ts';

type Known = 'actor' | 'page';
type ConsoleLocals = PageLocals & Required<Pick<PageLocals, Known>>;

/** Locals of every page behind the sign-in; without them, drawing the page is an error of ours. */
export function consoleLocals(locals: Partial<PageLocals>): ConsoleLocals {
  const { actor, page, baseUrl, now, snapshot } = locals;
  if (!actor || !page || !baseUrl || now === undefined || snapshot === undefined)
    throw new Error('A console page was drawn outside the gate of /admin.');
  return { ...locals, actor, page, baseUrl, now, snapshot };
}

/** The row that the route has found. */
export function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('A console page was drawn without its row.');
  return row;
}
