import { Hono } from 'hono';
import { findComponent } from '../../../../db/component/component.ts';
import { followVendor, unfollowVendor } from '../../../actions/upstream/follow.ts';
import { probeVendor } from '../../../actions/upstream/probe.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { NewUpstream } from '../../../domain/upstream/input.ts';
import type { FoundVendor } from '../../../domain/upstream/offer.ts';
import { handleForm, parse, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readFollowed } from '../../../reads/upstream/upstream.ts';

const may = requirePermission('component.edit');

/** Under `/admin/components/:id/vendor`: the status page that a component follows. */
export function upstreamRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm, found?: FoundVendor) => {
    const component = await componentOf(c);
    const followed = await readFollowed(c.var.deps.db, component);
    const shown = { component, followed, ...(found ? { found } : {}), ...(form ? { form } : {}) };
    return renderPage(c, '/admin/components/[id]/vendor', shown);
  };
  app.get('/', may, (c) => draw(c));
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const component = await componentOf(c);
    const path = `/admin/components/${component.id}/vendor`;
    let found: FoundVendor | undefined;
    return handleForm(c, {
      run: async (values) => {
        if (values.do === 'remove') {
          await unfollowVendor(deps, actor, component);
          return `${path}?done=saved`;
        }
        if (values.do !== 'follow') {
          found = await probeVendor(deps, page.id, text(values, 'address'));
          return { redraw: values };
        }
        await followVendor(deps, actor, component, upstreamIn(values));
        return `${path}?done=saved`;
      },
      draw: async (form) => {
        // What was chosen is offered again, unless the page can't be read any more.
        if (form.values.do === 'follow')
          found = await probeVendor(deps, page.id, text(form.values, 'address')).catch(
            () => undefined,
          );
        return draw(c, form, found);
      },
    });
  });
  return app;
}

async function componentOf(c: AppContext) {
  const found = await findComponent(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
  if (!found || found.group) throw notFound('component');
  return found;
}

function upstreamIn(values: Values): NewUpstream {
  const [kind, componentRef, url] = choiceIn(text(values, 'choice'));
  const given = {
    ...{ pageUrl: text(values, 'pageUrl'), vendor: text(values, 'vendor') },
    ...{ kind, componentRef, url, drafts: values.drafts === 'on' },
  };
  return parse(NewUpstream, given, ([name]) => (name === 'vendor' ? 'vendor' : 'choice'));
}

/** Kind, part and address of an offer; nothing of what is no list. */
function choiceIn(written: string): unknown[] {
  try {
    const value: unknown = JSON.parse(written);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
