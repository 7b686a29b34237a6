import { listMembers } from '../../../db/team/account.ts';
import { ownerColumns } from '../../domain/component/owner.ts';
import type { Publisher } from '../commit.ts';

/** The columns of an owner as typed; nothing where the request leaves it out. */
export async function ownerOf(
  { db }: Pick<Publisher, 'db'>,
  pageId: string,
  owner: string | null | undefined,
) {
  if (owner === undefined) return {};
  return ownerColumns(owner, owner === null ? [] : await listMembers(db, pageId));
}
