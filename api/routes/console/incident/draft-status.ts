import type { Draft } from '../../../../db/draft/draft.ts';
import type { AppContext, RenderPage } from '../../../context/context.ts';
import { filledFields } from '../../../domain/draft/draft.ts';
import type { Values } from '../../../http/form.ts';
import { readDraftFacts } from '../../../reads/incident/draft-form.ts';
import { earlierLink, touchPresence, valuesOfDraft } from './submission/resume-draft.ts';

/** The state of the draft and its differences from the submitted form. Records presence. */
export async function draftStatus(
  c: AppContext,
  renderPage: RenderPage,
  draft: Draft,
  posted?: Values,
) {
  const others = await touchPresence(c, draft);
  const shown = valuesOfDraft(draft, c.var.actor.id);
  const form = { status: 200, message: '', fields: {}, values: shown };
  const facts = await readDraftFacts(c.var.deps.db, c.var.page.id, draft);
  const drawn = await renderPage(c, '/admin/drafts/status', { ...facts, draft, others, form });
  return {
    revision: draft.revision,
    html: await drawn.text(),
    changed: posted ? differing(shown, posted) : {},
    published: draft.state === 'published' ? earlierLink(c, draft) : null,
  };
}

const unshown = new Set(['expectedRevision', 'seen']);

function differing(shown: Values, posted: Values): Values {
  const [now, then] = [filledFields(shown), filledFields(posted)];
  const names = [...new Set([...Object.keys(now), ...Object.keys(then)])].filter(
    (name) => !unshown.has(name) && JSON.stringify(now[name]) !== JSON.stringify(then[name]),
  );
  return Object.fromEntries(names.map((name) => [name, shown[name] ?? '']));
}
