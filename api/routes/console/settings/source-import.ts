import { Hono } from 'hono';
import { behind } from '../../../context/behind.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { refused } from '../../../core/problem.ts';
import { isInterrupted } from '../../../domain/page/source-import.ts';
import { storable } from '../../../domain/text/characters.ts';
import { handleForm, text, type Values } from '../../../http/form.ts';
import {
  beginReading,
  cancelSourceImport,
  type GivenSource,
  sourceImportCalled,
  storeRead,
} from '../../../importers/console/job.ts';
import type { Importer, ImportFile } from '../../../importers/port/port.ts';
import { importerNamed } from '../../../importers/registry.ts';

const MAX_PLACE = 500;
const HERE = '/admin/settings/import';

/** A page of another product: first what would come, then the button, then what came. */
export function sourceImports(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => {
    const { kind = '', place = '' } = c.req.query();
    return renderPage(c, '/admin/settings/import', { kind, place: place.slice(0, MAX_PLACE) });
  });
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const given = sourceIn(values, await filesIn(c));
        const { id, reading } = await beginReading(deps, actor, page.id, given);
        behind(c, reading);
        return `${HERE}/${id}`;
      },
      draw: (form) => renderPage(c, '/admin/settings/import', { kind: '', place: '', form }),
    }),
  );
  app.get('/:id', async (c) => {
    const found = await sourceImportCalled(c.var.deps, c.var.page.id, c.req.param('id'));
    const isStuck = isInterrupted(found, c.var.deps.clock());
    if (!isStuck && (found.state === 'reading' || found.state === 'storing'))
      c.header('refresh', '2');
    return renderPage(c, '/admin/settings/import/[id]', { found, isStuck });
  });
  app.post('/:id', async (c) => {
    const { deps, actor, page } = c.var;
    const found = await sourceImportCalled(deps, page.id, c.req.param('id'));
    const { storing } = await storeRead(deps, actor, found);
    behind(c, storing);
    return c.redirect(`${HERE}/${found.id}`, 303);
  });
  app.post('/:id/cancel', async (c) => {
    await cancelSourceImport(c.var.deps, c.var.page.id, c.req.param('id'));
    return c.redirect(HERE, 303);
  });
  return app;
}

async function filesIn(c: AppContext): Promise<ImportFile[]> {
  const { file } = await c.req.parseBody({ all: true });
  const files = [file ?? []].flat().filter((one) => one instanceof File && one.size > 0) as File[]; // filtered here
  return Promise.all(
    files.map(async (one) => ({ name: storable(one.name), text: storable(await one.text()) })),
  );
}

/** Throws a sentence for the field that is missing. */
function sourceIn(values: Values, sent: readonly ImportFile[]): GivenSource {
  const kind = text(values, 'kind');
  const importer = importerNamed(kind);
  if (!importer) throw refused({ kind: 'Choose a product.' });
  const place = text(values, 'place').trim();
  const apiKey = text(values, 'apiKey').trim() || undefined;
  if (sent.length > 0) return { kind, place: '', files: filesFor(importer, sent) };
  if (place === '')
    throw refused({
      place: importer.files ? 'Enter an address, or choose files.' : 'Enter an address.',
    });
  if (place.length > MAX_PLACE) throw refused({ place: `Use at most ${MAX_PLACE} characters.` });
  return { kind, place, apiKey };
}

function filesFor({ name, files }: Importer, sent: readonly ImportFile[]): ImportFile[] {
  if (!files) throw refused({ file: `${name} has no files to import. Enter an address instead.` });
  const known = sent.filter((one) => files.names.test(one.name));
  if (known.length === 0) throw refused({ file: `Choose these files: ${files.hint}.` });
  return known;
}
