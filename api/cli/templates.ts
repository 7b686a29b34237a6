import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../../db/page/page.ts';
import { listTemplates } from '../../db/template/template.ts';
import { joined } from '../../templates/file/joined.ts';
import { fileNameOf, writeTemplates } from '../../templates/file/write.ts';
import {
  type ImportPlan,
  importTemplates,
  pageNaming,
  planImport,
} from '../actions/template/import.ts';
import type { Deps } from '../context/deps.ts';
import { storable } from '../domain/text/characters.ts';
import { CommandError, command, commandLine } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';

const help = `Exports and imports templates as files, for review and version control.

  npm run templates -- export --out templates
  npm run templates -- import templates
  npm run templates -- plan investigating.yaml

  export     writes one YAML file per template to the folder --out, or all to standard output
  import     files, or folders of .yaml files: all of them, or nothing where one cannot be read
  plan       says what an import would do, and does nothing
  --page     ${pageHelp}

A template is known by its state and name. What no file names stays; a second import changes nothing.`;

await command(
  {
    help,
    options: { out: { type: 'string' }, ...pageOption },
    positionals: true,
  },
  async ({ values, positionals: [what, ...paths], deps }) => {
    if (what === 'export' && paths.length === 0)
      return exportTo(await pageOf(deps, values.page), values.out);
    if ((what !== 'import' && what !== 'plan') || paths.length === 0)
      throw new CommandError('Usage: templates export | import FILES | plan FILES');
    const files = paths.flatMap(filesIn);
    await importFrom(await pageOf(deps, values.page), files, what === 'plan');
  },
);

type Target = { deps: Deps; page: Page };

async function exportTo({ deps, page }: Target, out: string | undefined): Promise<void> {
  const naming = await pageNaming(deps, page.id);
  const templates = await listTemplates(deps.db, page.id);
  if (!out) return void process.stdout.write(writeTemplates(templates, naming));
  mkdirSync(out, { recursive: true });
  const byName = Map.groupBy(templates, fileNameOf);
  for (const [name, some] of byName) writeFileSync(join(out, name), writeTemplates(some, naming));
  console.log(`${templates.length} templates in ${out}.`);
}

async function importFrom(
  { deps, page }: Target,
  files: string[],
  onlyPlan: boolean,
): Promise<void> {
  const sources = files.map((file) => ({ file, source: storable(readFileSync(file, 'utf8')) }));
  const errors: string[] = [];
  for (const { file, source } of sources)
    for (const { line, column, sentence } of (await planImport(deps, page.id, joined([source])))
      .errors)
      errors.push(`${file}:${line}:${column}: ${sentence}`);
  if (errors.length > 0) throw new CommandError([...errors, 'Nothing was imported.'].join('\n'));
  const all = joined(sources.map(({ source }) => source));
  const plan = onlyPlan
    ? await planImport(deps, page.id, all)
    : await importTemplates(deps, commandLine, page.id, all);
  console.log(summary(plan));
}

function summary({ planned }: ImportPlan): string {
  const count = (becomes: string) => planned.filter((one) => one.becomes === becomes).length;
  return `${count('added')} new, ${count('changed')} changed, ${count('unchanged')} unchanged`;
}

function filesIn(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new CommandError(`${path} doesn’t exist.`);
  if (!found.isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
  if (files.length === 0) throw new CommandError(`No .yaml files in ${path}.`);
  return files.sort().map((name) => join(path, name));
}

async function pageOf(open: () => Promise<Deps>, id: string | undefined): Promise<Target> {
  const deps = await open();
  const page = await pageNamed(deps.db, id);
  if (!page) throw new CommandError('No page yet. Run “npm start” and set it up first.');
  return { deps, page };
}
