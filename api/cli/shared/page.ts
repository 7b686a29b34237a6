import type { Db } from '../../../db/engine/client.ts';
import { listPages, type Page } from '../../../db/page/page.ts';
import { CommandError } from './command.ts';

/** The option of a command about one page, and its line in the help. */
export const pageOption = { page: { type: 'string' } } as const;
export const pageHelp = 'the ID of the page, where the installation has several';

/** The page that a command is about; null where there is none yet. */
export async function pageNamed(db: Db, id: string | undefined): Promise<Page | null> {
  const pages = await listPages(db);
  const found = id === undefined ? pages[0] : pages.find((page) => page.id === id);
  if (pages.length > 1 && id === undefined)
    throw new CommandError(`There are ${pages.length} pages. Add --page ID:\n${listed(pages)}`);
  if (id !== undefined && !found)
    throw new CommandError(
      pages.length === 0
        ? `No page has the ID “${id}”. There are no pages yet.`
        : `No page has the ID “${id}”. Pages:\n${listed(pages)}`,
    );
  return found ?? null;
}

const listed = (pages: readonly Page[]): string =>
  pages.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
