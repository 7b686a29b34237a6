import type { Acting, RuleRunner } from './acting.ts';
import { restoreComponents, setComponents } from './component.ts';
import { discardRuleDraft, proposeEnd, startDraft } from './draft.ts';
import { noteInRooms, publishIncident, resolveByRule } from './incident.ts';
import { pageOnly } from './paging.ts';

/** Does what was decided, in one batch with the decision: of several processes, one does. */
export function act(deps: RuleRunner, acting: Acting): Promise<unknown> {
  const { effect } = acting.decision;
  if (effect === 'draft') return startDraft(deps, acting);
  if (effect === 'publish') return publishIncident(deps, acting);
  if (effect === 'component') return setComponents(deps, acting);
  if (effect === 'page') return pageOnly(deps, acting);
  if (effect === 'note') return noteInRooms(deps, acting, 'firing');
  const { group } = acting;
  const { incidentId, draftId, components } = group ?? {};
  if (incidentId)
    return effect === 'undo'
      ? resolveByRule(deps, acting, incidentId)
      : proposeEnd(deps, acting, incidentId);
  if (draftId) return discardRuleDraft(deps, acting, draftId);
  if (components && components.length > 0) return restoreComponents(deps, acting, components);
  return noteInRooms(deps, acting, 'over');
}
