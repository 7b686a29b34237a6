import { Hono } from 'hono';
import { findAccess } from '../../../../db/incident/reader.ts';
import { findEvent } from '../../../../db/room/event.ts';
import {
  createActionItem,
  requireActionItem,
  saveActionItem,
} from '../../../actions/action-item/action-item.ts';
import { decideAutomation, requireRunbook } from '../../../actions/runbook/runbook.ts';
import type {
  App,
  AppContext,
  ItemProposal,
  RefusedForm,
  RenderPage,
} from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { ActionItemInput } from '../../../domain/action-item/action-item.ts';
import { automateTitle, originOf, proposalOf } from '../../../domain/action-item/proposal.ts';
import { isNamed, personIdOf } from '../../../domain/incident/access.ts';
import { handleForm, Opened, parse, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { itemFilters, readItems, readOwners, shownItem } from '../../../reads/review/items.ts';
import { readItemForm } from './form.ts';

const may = requirePermission('review.edit');
const LIST = '/admin/reviews/action-items';

/** Under `/admin/reviews/action-items`: items of every incident in one list. */
export function itemRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.get('/', requirePermission('page.read'), async (c) => {
    const { deps, page, actor } = c.var;
    const filter = itemFilters.find((one) => one === c.req.query('show')) ?? 'open';
    const options = { personId: personIdOf(actor), filter, now: deps.clock() };
    return renderPage(c, LIST, await readItems(deps.db, page.id, options));
  });

  const drawNew = async (c: AppContext, form?: RefusedForm) => {
    const field = form
      ? (name: string) => text(form.values, name)
      : (name: string) => c.req.query(name) ?? '';
    const proposed = await proposalIn(c, field);
    const people = await readOwners(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/reviews/action-items/new', {
      ...{ proposed, people, back: backTo(field('back')), form },
    });
  };
  app.get('/new', may, (c) => drawNew(c));
  app.post('/new', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const { incidentId, origin, runbookId } = await proposalIn(c, (name) => text(values, name));
        const input = text(values, 'do') === 'dismiss' ? dismissed(values) : readItemForm(values);
        await createActionItem(deps, actor, page, { incidentId, origin }, input);
        if (runbookId) await decideAutomation(deps, actor, page.id, runbookId, 'planned');
        const done = text(values, 'do') === 'dismiss' ? 'saved' : 'item-added';
        return `${backTo(text(values, 'back'))}?done=${done}`;
      },
      draw: (form) => drawNew(c, form),
    }),
  );

  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, actor, page } = c.var;
    const row = await requireActionItem(deps, actor, page.id, c.req.param('item') ?? '');
    const people = await readOwners(deps.db, page.id);
    const item = shownItem(row, deps.clock());
    return renderPage(c, '/admin/reviews/action-items/[item]', { item, people, form });
  };
  app.get('/:item', may, (c) => draw(c));
  app.post('/:item', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const opened = parse(Opened, values.expectedRevision);
        await saveActionItem(
          deps,
          actor,
          page,
          c.req.param('item') ?? '',
          readItemForm(values),
          opened,
        );
        return `${LIST}?done=saved`;
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}

/** A line that needs no item is kept as a dropped one, so that it is not proposed again. */
const dismissed = (values: Values): ActionItemInput =>
  parse(ActionItemInput, {
    ...{ kind: text(values, 'kind') || 'action', title: text(values, 'title') },
    ...{ state: 'dropped', reason: 'Dismissed' },
  });

/** Where the form was opened from: the list, or a postmortem. */
const backTo = (back: string): string =>
  /^[a-z0-9]{12}$/.test(back) ? `/admin/reviews/${back}/edit` : LIST;

/** What the address or the form names: an incident, a line of its timeline, or a runbook. */
async function proposalIn(c: AppContext, field: (name: string) => string): Promise<ItemProposal> {
  const { deps, page, actor } = c.var;
  const [incidentId, eventId, runbookId] = [field('incident'), field('event'), field('runbook')];
  if (runbookId) {
    const { title } = await requireRunbook(deps, page.id, runbookId);
    const origin = originOf.runbook(runbookId);
    return {
      incidentId: null,
      origin,
      runbookId,
      eventId: '',
      kind: 'action',
      title: automateTitle(title),
    };
  }
  if (!incidentId)
    return {
      incidentId: null,
      origin: null,
      runbookId: '',
      eventId: '',
      kind: 'action',
      title: '',
    };
  const access = await findAccess(deps.db, page.id, incidentId);
  if (!access || !isNamed(access, actor)) throw notFound('incident');
  const event = eventId ? await findEvent(deps.db, incidentId, eventId) : null;
  const kind = field('kind') === 'temporary_fix' ? ('temporary_fix' as const) : ('action' as const);
  return {
    ...{ incidentId, runbookId: '', eventId: event?.id ?? '' },
    ...(event
      ? { origin: originOf.event(event.id), ...proposalOf(event.text) }
      : { origin: null, kind, title: '' }),
  };
}
