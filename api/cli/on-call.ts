import { readFileSync, writeFileSync } from 'node:fs';
import { exportOnCallFile } from '../actions/on-call/export.ts';
import { importOnCallFile } from '../actions/on-call/import.ts';
import { planOnCallFile } from '../actions/on-call/plan-import.ts';
import type { OnCallImport } from '../domain/on-call/import-plan.ts';
import { storable } from '../domain/text/characters.ts';
import { CommandError, command, commandLine } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';

const help = `Imports and exports alerts and escalation policies as YAML.

  npm run on-call -- import FILE.yaml
  npm run on-call -- plan FILE.yaml
  npm run on-call -- export --out alerts.yaml

  import     “alerts:” and “escalation_policy:”, also inside a handbook in Markdown
  plan       says what an import would do, and does nothing
  export     policies and alerts, to the file --out or to standard output
  --page     ${pageHelp}

An alert is known by its name. What no file names stays; a second import changes nothing.`;

await command(
  { help, options: { out: { type: 'string' }, ...pageOption }, positionals: true },
  async ({ values, positionals: [what, ...files], deps: open }) => {
    const deps = await open();
    const page = await pageNamed(deps.db, values.page);
    if (!page) throw new CommandError('No page yet. Run “npm start” and set it up first.');
    if (what === 'export' && files.length === 0) {
      const yaml = await exportOnCallFile(deps, page.id);
      if (values.out) writeFileSync(values.out, yaml);
      else process.stdout.write(yaml);
      return;
    }
    const [file, ...more] = files;
    if ((what !== 'import' && what !== 'plan') || !file || more.length > 0)
      throw new CommandError('Usage: on-call export | import FILE | plan FILE');
    const source = storable(readFileSync(file, 'utf8'));
    const plan =
      what === 'plan'
        ? await planOnCallFile(deps, page.id, source)
        : await importOnCallFile(deps, commandLine, page.id, source);
    for (const line of reportOf(plan)) console.log(line);
  },
);

function reportOf({ alerts, policies, faults }: OnCallImport): string[] {
  return [
    ...faults,
    ...alerts.flatMap(({ alert, becomes, notes }) => [
      `${alert.name}: ${becomes}`,
      ...notes.map((note) => `  ${note}`),
    ]),
    ...policies.flatMap(({ name, targets }) => [
      `Policy ${name}`,
      ...targets.map(
        ({ id, note, match }) =>
          `  ${id}${note ? ` (${note})` : ''}: ${match?.name ?? 'unknown; choose who it is in the console'}`,
      ),
    ]),
  ];
}
