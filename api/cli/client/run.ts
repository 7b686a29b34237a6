import { parseArgs } from 'node:util';
import { type ApiRow, apiOf, ClientError, exits } from './api.ts';
import { commands } from './commands.ts';

const help = `Publishes from scripts and terminals, by the API of a status page.

  allclear COMMAND … [--json]

${Object.values(commands)
  .map(({ usage }) => `  ${usage}`)
  .join('\n')}

  --json       prints the answer of the API instead of a table
  --body       the message; “-” reads it from standard input
  --component  NAME=STATUS, several times if need be
  --quiet      notifies no subscribers
  --key        repeating a call with the same key doesn’t create another incident
  --severity, --impact, --status   as in the API

  ALLCLEAR_URL    address of the page, such as https://status.example.com
  ALLCLEAR_TOKEN  an API token of it (Settings → API tokens)

Ends with 0 when done, 1 when refused, 2 for wrong usage, 3 when the page doesn’t answer.`;

/** Runs what was typed and returns the code to end with. */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const [noun = '', verb = '', ...rest] = args;
    if (noun === '' || args.includes('--help') || args.includes('-h')) {
      console.log(help);
      return noun === '' ? exits.usage : exits.done;
    }
    const command = Object.hasOwn(commands, `${noun} ${verb}`)
      ? commands[`${noun} ${verb}`]
      : undefined;
    if (!command) throw new ClientError(`There is no command “${noun} ${verb}”. See --help.`);
    const { values, positionals } = parse(rest, command.options ?? {});
    const answer = await command.run(await apiOf(env), { values, positionals });
    console.log(values.json ? JSON.stringify(answer, null, 2) : tableOf(answer));
    return exits.done;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    console.error(error.message);
    return error.exit;
  }
}

type ArgumentOptions = NonNullable<(typeof commands)[string]['options']>;

function parse(args: string[], options: ArgumentOptions) {
  try {
    const all = { ...options, json: { type: 'boolean' as const } };
    return parseArgs({ args, options: all, allowPositionals: true });
  } catch (error) {
    throw new ClientError((error as Error).message); // parseArgs throws TypeErrors
  }
}

/** Aligned columns; texts of others lose what a terminal would obey. */
function tableOf(answer: unknown): string {
  const rows = (Array.isArray(answer) ? answer : [answer]) as ApiRow[];
  if (rows.length === 0) return 'None.';
  const cells = rows.map(({ id, status, name }) => [id, status, plain(name)]);
  const widths = [0, 1].map((n) => Math.max(...cells.map((row) => row[n]?.length ?? 0)));
  return cells
    .map((row) => row.map((cell, n) => cell?.padEnd(widths[n] ?? 0)).join('  '))
    .join('\n');
}

const plain = (name: string): string => name.replace(/[\p{Cc}\p{Cf}]/gu, '');
