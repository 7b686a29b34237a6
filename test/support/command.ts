import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

export type Ran = { code: number; out: string; err: string };

/** The file that `npm run NAME` runs. */
export const commandFile = (name: string): string =>
  [`api/cli/database/${name}.ts`, `api/cli/${name}.ts`].find((path) => existsSync(path)) ?? name;

/** Runs a command as an operator would, with only these variables: the test runner sets others. */
export const command = (
  name: string,
  args: readonly string[],
  variables: Record<string, string>,
): Promise<Ran> =>
  new Promise((resolve) => {
    const { PATH, NODE_COMPILE_CACHE, NODE_OPTIONS } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, NODE_OPTIONS, ...variables };
    execFile(process.execPath, [commandFile(name), ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
