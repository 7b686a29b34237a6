import { Hono } from 'hono';
import { findIncident } from '../../../../db/incident/incident.ts';
import { Correction } from '../../../actions/correction/correction.ts';
import { findReplay } from '../../../actions/incident/idempotency.ts';
import type { App, AppContext, CheckedForm, RenderPage } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { mergedWith, type Translations, writtenIn } from '../../../domain/text/translation.ts';
import { handleForm, Opened, parse, Ticked, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readCorrections } from '../../../reads/incident/corrections.ts';
import { findingsInCorrection } from './submission/check.ts';
import { refusedAs } from './submission/refusal.ts';
import { idempotencyKeyOf, publishSubmitted, seenWarningsIn } from './submission/submission.ts';
import { translationsIn } from './submission/translations.ts';

const CorrectionForm = Correction.omit({ displayAt: true, isWhole: true, locale: true }).extend({
  body: Correction.shape.body.unwrap(),
  deliverNotifications: Ticked,
  expectedRevision: Opened,
});

/** Under `/admin/incidents/:id/updates`: corrects a published update. */
export function corrections(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('history.correct'));
  const draw = async (c: AppContext, known: Corrected) => {
    const { deps, page } = c.var;
    const read = await readCorrections(deps.db, page.id, known.update.id);
    return renderPage(c, '/admin/incidents/[id]/updates/[update]', { ...known, ...read });
  };
  app.get('/:update', async (c) => draw(c, await found(c)));
  app.post('/:update', async (c) => {
    const { record, update } = await found(c);
    return handleForm(c, {
      run: async (values) => {
        if (values.do === 'check') return { redraw: values };
        const translations = translationsIn(values, c.var.page, writtenIn(update, c.var.page));
        // The product's sentence stays beside the author's text.
        const correction = {
          ...parse(CorrectionForm, typed(values)),
          translations,
          isWhole: false,
          locale: null,
        };
        const merged = mergedWith(update.translations, translations, 'body');
        const isUnchanged =
          correction.body === update.body && sameWords(merged, update.translations);
        const { deps, page } = c.var;
        if (isUnchanged && !(await findReplay(deps, page.id, await idempotencyKeyOf(values))))
          throw new Problem('invalid', 'Not saved. The message hasn’t changed.', {
            body: 'Edit the message, or go back.',
          });
        const corrected = { what: 'correction', id: record.id, updateId: update.id } as const;
        const given = { done: 'update-corrected', seenWarnings: seenWarningsIn(values) };
        return publishSubmitted(c, values, { ...corrected, correction }, given);
      },
      draw: async (form) => {
        const findings =
          form.findings ?? (await findingsInCorrection(c, form.values, record, update));
        return draw(c, { record, update, form: refusedAs('save', form), findings });
      },
    });
  });
  return app;
}

type Corrected = CheckedForm<Awaited<ReturnType<typeof found>>>;

const sameWords = (a: Translations | null, b: Translations | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const typed = (values: Values) => ({
  body: text(values, 'body').replaceAll('\r\n', '\n'),
  override: text(values, 'override'),
  approvalOverride: text(values, 'approvalOverride'),
  deliverNotifications: values.notify,
  expectedRevision: values.expectedRevision,
});

async function found(c: AppContext) {
  const { deps, page } = c.var;
  const record = await findIncident(deps.db, page.id, c.req.param('id') ?? '');
  const update = record?.updates.find(({ id }) => id === c.req.param('update'));
  if (!record || !update) throw notFound('update');
  return { record, update };
}
