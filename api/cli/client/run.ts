import { parseArgs } from 'node:util';
import { commands } from './all-commands.ts';
import { apiOf, ClientError, exits } from './api.ts';
import type { ArgumentOptions, ClientCommand, Given, Printed } from './given.ts';
import { tableOf } from './table.ts';

const help = `Publishes from scripts and terminals, by the API of a status page.

  allclear COMMAND … [--json]

${Object.values(commands)
  .map(({ usage }) => `  ${usage}`)
  .join('\n')}

  --json       prints JSON, such as the answer of the API, instead of a table
  --body       the message; “-” reads it from standard input
  --component  NAME=STATUS, several times if need be
  --quiet      notifies no subscribers
  --key        repeating a call with the same key doesn’t create another incident
  --severity, --impact, --status   as in the API
  --confirmed  new subscribers get no confirmation email: they agreed already (an owner’s token)

  ALLCLEAR_URL    address of the page, such as https://status.example.com
  ALLCLEAR_TOKEN  an API token of it (Settings → API tokens)

import, export and publish --static run where the server runs, with its DATABASE_URL and BASE_URL.

Ends with 0 when done, 1 when refused, 2 for wrong usage, 3 when the page doesn’t answer.`;

/** Runs what was typed and returns the code to end with. */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const { command, rest } = commandIn(args);
    if (command?.program) return command.program(rest);
    if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
      console.log(help);
      return args.length === 0 ? exits.usage : exits.done;
    }
    if (!command)
      throw new ClientError(`There is no command “${args.slice(0, 2).join(' ')}”. See --help.`);
    const given = parse(rest, command.options ?? {});
    const { json, text } = await printedBy(command, given, env);
    console.log(given.values.json ? JSON.stringify(json, null, 2) : (text ?? tableOf(json)));
    return exits.done;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    console.error(error.message);
    return error.exit;
  }
}

/** A command has one word or two. */
function commandIn(args: readonly string[]): { command?: ClientCommand; rest: string[] } {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ');
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) return { command, rest: args.slice(length) };
  }
  return { rest: [] };
}

async function printedBy(
  { run: byApi, local }: ClientCommand,
  given: Given,
  env: NodeJS.ProcessEnv,
): Promise<Printed> {
  if (local) return local(given, env);
  return byApi ? byApi(await apiOf(env), given) : { json: null };
}

function parse(args: string[], options: ArgumentOptions): Given {
  try {
    const all = { ...options, json: { type: 'boolean' as const } };
    return parseArgs({ args, options: all, allowPositionals: true });
  } catch (error) {
    throw new ClientError((error as Error).message); // parseArgs throws TypeErrors
  }
}
