import type { ParseArgsConfig } from 'node:util';
import { type Api, ClientError } from './api.ts';

export type ArgumentOptions = NonNullable<ParseArgsConfig['options']>;
/** What was typed after the command. */
export type Given = {
  positionals: string[];
  values: Record<string, string | boolean | string[] | undefined>;
};

/** What is printed: text as it is, or what `--json` prints beside text or rows for people. */
export type Printed = { text?: string; json: unknown };

export type ClientCommand = {
  usage: string;
  options?: ArgumentOptions;
  /** Needs the API. */
  run?: (api: Api, given: Given) => Promise<Printed>;
  /** Works on this machine, and asks for the API only where it needs it. */
  local?: (given: Given, env: NodeJS.ProcessEnv) => Promise<Printed>;
  /** Another program with its own options gets all that was typed, and its code is ours. */
  program?: (args: readonly string[]) => number;
};

export const textOption = { type: 'string' } as const;
export const flagOption = { type: 'boolean' } as const;

/** A row or a list of rows, printed as a table. */
export const rows = (json: unknown): Printed => ({ json });

export const one = ({ values }: Given, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

export function argument({ positionals }: Given, at: number, what: string): string {
  const value = positionals[at];
  if (!value) throw new ClientError(`Missing: ${what}. See “allclear --help”.`);
  return value;
}

/** Pairs such as `--component "Card payments=major_outage"`. */
export const pairsIn = ({ values }: Given): [name: string, status: string][] =>
  [values.component ?? []].flat().map((given) => {
    const pair = String(given);
    const at = pair.lastIndexOf('=');
    if (at < 1) throw new ClientError(`--component is NAME=STATUS, not “${pair}”.`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
