import { type ParseArgsConfig, parseArgs } from 'node:util';
import { LibsqlError } from '@libsql/client';
import { openDeps } from '#deps';
import { migrate } from '../../../db/engine/migrate.ts';
import type { Deps } from '../../context/deps.ts';
import { UnreadableEnvironment } from '../../core/env.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { storableIn } from '../../domain/text/characters.ts';
import { SourceError } from '../../importers/port/source-error.ts';

/** An error message for the person at the terminal. The command exits with code 1. */
export class CommandError extends Error {}

export type Options = NonNullable<ParseArgsConfig['options']>;
export type CommandInput = {
  values: Record<string, string | undefined>;
  positionals: string[];
  deps: () => Promise<Deps>;
};

/** The actor in the audit log for commands. */
export const commandLine: Actor = {
  kind: 'system',
  id: 'cli',
  name: 'Command line',
  role: 'owner',
};

/** Runs a command: `--help`, arguments, a migrated database on demand, and error messages. */
export async function command(
  about: { help: string; options: Options; positionals?: boolean },
  run: (given: CommandInput) => Promise<void>,
): Promise<void> {
  let opened: Deps | undefined;
  try {
    const { values, positionals } = argumentsOf(about);
    if (values.help) return console.log(about.help);
    const deps = async () => {
      opened ??= await openMigrated();
      return opened;
    };
    // Only `help` is a boolean; all other options take a text.
    await run({ values: storableIn(values as CommandInput['values']), positionals, deps });
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    console.error(sentence);
    process.exitCode = 1;
  } finally {
    opened?.db.$client.close();
  }
}

function argumentsOf(about: { options: Options; positionals?: boolean }) {
  try {
    return parseArgs({
      options: { ...about.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: about.positionals ?? false,
    });
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\nRun with --help for usage.`); // parseArgs throws TypeErrors
  }
}

async function openMigrated(): Promise<Deps> {
  try {
    const deps = await openDeps();
    await migrate(deps.db, deps.config.databaseUrl);
    return deps;
  } catch (error) {
    if (error instanceof UnreadableEnvironment) throw error;
    throw new CommandError(`Can’t open the database: ${rootOf(error)}. Check DATABASE_URL.`);
  }
}

/** Null for an error of ours, which is shown with its stack. */
function sentenceOf(error: unknown): string | null {
  if (error instanceof CommandError || error instanceof UnreadableEnvironment) return error.message;
  if (error instanceof SourceError) return error.message;
  if (error instanceof Problem)
    return [...new Set([error.message, ...Object.values(error.fields)])].join('\n');
  const broken = error instanceof LibsqlError && !error.code.startsWith('SQLITE_CONSTRAINT');
  return broken ? `Database error: ${rootOf(error)}. No further changes were made.` : null;
}

/** The innermost cause of an error. */
const rootOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error
    ? rootOf(error.cause)
    : error instanceof Error
      ? error.message
      : String(error);

/** An integer option, or an error that names it. */
export function wholeNumber(values: CommandInput['values'], name: string, least: number): number {
  const text = values[name] ?? '';
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || !Number.isSafeInteger(number))
    throw new CommandError(`--${name} must be a whole number of at least ${least}, not “${text}”.`);
  return number;
}
