import { Hono } from 'hono';
import {
  clearMetric,
  createMetric,
  removeMetric,
  saveMetric,
} from '../../../actions/metric/metric.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { MetricEdit, NewMetric } from '../../../domain/metric/input.ts';
import { metricSources } from '../../../domain/metric/source.ts';
import { handleForm, Opened, parse, text, type Values, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readMetric, readMetrics } from '../../../reads/metric/metrics.ts';

const LIST = '/admin/settings/metrics';

/** Under `/admin/settings/metrics`: the charts that readers see. */
export function metricSettings(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('metric.edit'));
  const drawList = async (c: AppContext, form?: RefusedForm) => {
    const list = await readMetrics(c.var.deps.db, c.var.page.id);
    return renderPage(c, LIST, { ...list, form });
  };
  const drawOne = async (c: AppContext, id: string, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const metric = await readMetric(deps.db, page.id, id);
    const address = `${deps.config.baseUrl}/v1/pages/${page.id}/metrics/${id}/data`;
    return renderPage(c, `${LIST}/[id]`, { metric, address, form });
  };

  app.get('/', (c) => drawList(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const source = metricSources.find((one) => one === text(values, 'source')) ?? 'posted';
        const checkId = source === 'posted' ? null : text(values, 'checkId') || null;
        const input = parse(NewMetric, { ...fieldsIn(values), source, checkId });
        return `${LIST}/${await createMetric(deps, actor, page.id, input)}?done=saved`;
      },
      draw: (form) => drawList(c, form),
    }),
  );
  app.get('/:id', (c) => drawOne(c, c.req.param('id')));
  app.post('/:id', (c) => {
    const id = c.req.param('id');
    return handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const scale = { low: numberIn(values, 'low'), high: numberIn(values, 'high') };
        const edit = parse(MetricEdit, {
          ...{ ...fieldsIn(values), ...scale, description: text(values, 'description') },
          isScaleHidden: values.isScaleHidden === 'on',
        });
        const expectedRevision = parse(Opened, values.expectedRevision);
        await saveMetric(deps, actor, page.id, id, { ...edit, expectedRevision });
        return `${LIST}/${id}?done=saved`;
      },
      draw: (form) => drawOne(c, id, form),
    });
  });
  app.get('/:id/delete', async (c) => {
    const { deps, page } = c.var;
    const metric = await readMetric(deps.db, page.id, c.req.param('id'));
    return renderPage(c, `${LIST}/[id]/delete`, { metric });
  });
  app.post('/:id/delete', async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    if (text(await valuesOf(c), 'do') === 'clear') {
      await clearMetric(deps, actor, page.id, id);
      return c.redirect(`${LIST}/${id}?done=saved`, 303);
    }
    await removeMetric(deps, actor, page.id, id);
    return c.redirect(`${LIST}?done=saved`, 303);
  });
  return app;
}

/** An empty field is none; what is no number is refused at its place. */
const numberIn = (values: Values, name: string): number | null => {
  const typed = text(values, name).trim();
  return typed === '' ? null : Number(typed);
};

const fieldsIn = (values: Values) => ({
  ...{ name: text(values, 'name'), suffix: text(values, 'suffix') },
  decimals: numberIn(values, 'decimals') ?? 0,
  display: values.display === 'on',
  isOnFront: values.isOnFront === 'on',
});
