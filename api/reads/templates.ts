import { listComponents } from '../../db/component/component.ts';
import type { Db } from '../../db/engine/client.ts';
import type { Page } from '../../db/page/page.ts';
import { listTemplates, listVersions, type Template } from '../../db/template/template.ts';
import { namingOf } from '../../templates/file/naming.ts';
import { writeTemplates } from '../../templates/file/write.ts';
import { severityScaleOf } from '../domain/response/severity.ts';
import { templateContent } from '../domain/template/template.ts';

/** How many versions of one template are listed. */
const MAX = 50;

export type TemplateList = Awaited<ReturnType<typeof readTemplateList>>;

/** Every template of a page, and the names of the components that they are limited to. */
export async function readTemplateList(db: Db, pageId: string) {
  const [templates, components] = await Promise.all([
    listTemplates(db, pageId),
    listComponents(db, pageId),
  ]);
  return { templates, componentNames: new Map(components.map(({ id, name }) => [id, name])) };
}

export type TemplateVersions = Awaited<ReturnType<typeof readVersions>>;

/** The newest versions of a template as text, each with the text before it; the current one first. */
export async function readVersions(db: Db, page: Page, template: Template) {
  const [stored, components] = await Promise.all([
    listVersions(db, template.id, MAX + 1),
    listComponents(db, page.id),
  ]);
  const current = {
    version: template.revision,
    content: templateContent(template),
    author: null,
    restored: null,
    createdAt: template.updatedAt,
  };
  const all = stored[0]?.version === template.revision ? stored : [current, ...stored];
  const severities = severityScaleOf(page).map(({ key }) => key);
  const naming = namingOf(components, severities);
  const texts = all.map(({ content }) => writeTemplates([content], naming));
  const versions = all.slice(0, MAX).map(({ version, author, restored, createdAt }, i) => ({
    version,
    author,
    restored,
    createdAt,
    text: texts[i] ?? '',
    textBefore: texts[i + 1] ?? null,
  }));
  return { template, versions, hasOlder: all.length > MAX };
}
