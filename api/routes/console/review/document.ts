import { requireReview } from '../../../actions/review/review.ts';
import type { AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { type ReviewDocument, readReview } from '../../../reads/review/document.ts';

/** The postmortem in the address, for who may read its incident. */
export async function documentOf(c: AppContext): Promise<ReviewDocument> {
  const { deps, actor, page } = c.var;
  const id = c.req.param('id') ?? c.req.param('review') ?? '';
  const review = await requireReview(deps, actor, page.id, id);
  const document = await readReview(deps.db, page, review, deps.clock());
  if (!document) throw notFound('postmortem');
  return document;
}
