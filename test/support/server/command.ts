import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

export type Ran = { code: number; out: string; err: string };

/** The file that `npm run NAME` runs. */
export const commandFile = (name: string): string =>
  [`api/cli/database/${name}.ts`, `api/cli/${name}.ts`].find((path) => existsSync(path)) ?? name;

/** Only these variables, without those of the test runner; and what lets the code load fast. */
export function operatorEnv(variables: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE, NODE_OPTIONS } = process.env;
  return { PATH, NODE_COMPILE_CACHE, NODE_OPTIONS, ...variables };
}

/** Runs a command as an operator would. */
export const command = (
  name: string,
  args: readonly string[],
  variables: Record<string, string>,
): Promise<Ran> =>
  new Promise((resolve) => {
    const env = operatorEnv(variables);
    execFile(process.execPath, [commandFile(name), ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
