import { findDraft } from '../../../db/draft/draft.ts';
import { discardDraft } from '../../actions/draft/close.ts';
import type { AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { assertDraftReadable } from '../../http/access/restricted.ts';
import { assertCan } from '../../http/permission.ts';
import { approveFromChat } from './draft/approve.ts';
import { draftButtonIn } from './draft/button-value.ts';
import { makePublic, submitDraft } from './draft/submit.ts';
import { type ChatReply, plainReply } from './slack/message.ts';

/** A click on a button of a preview, or of a request for approval. */
export async function runButton(
  c: AppContext,
  { action, value }: { action: string; value: string },
): Promise<ChatReply[]> {
  const button = draftButtonIn(value);
  if (!button) return []; // a link is a button too
  const { deps, page, actor } = c.var;
  const draft = (await findDraft(deps.db, page.id, button.id))?.draft;
  if (!draft) throw notFound('draft');
  await assertDraftReadable(c, draft);
  switch (action) {
    case 'publish':
      return submitDraft(c, draft, button, 'publish');
    case 'internal':
      return submitDraft(c, draft, button, 'internal');
    case 'public':
      return makePublic(c, draft, button);
    case 'ask':
      return submitDraft(c, draft, button, 'approval');
    case 'approve':
      return approveFromChat(c, draft, button);
    case 'cancel':
      assertCan(actor, 'draft.edit', page);
      if (draft.state === 'open') await discardDraft(deps, actor, page.id, draft.id);
      return [
        {
          ...plainReply(canceled[draft.state] ?? 'Canceled. Nothing was published.'),
          replaces: true,
        },
      ];
    default:
      return [];
  }
}

const canceled: Readonly<Record<string, string>> = {
  published: 'This was published already.',
  asked: 'This waits for approval. Open it in the console to withdraw it.',
  scheduled: 'This is scheduled. Open it in the console to change that.',
};
