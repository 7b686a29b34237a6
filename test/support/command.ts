import { execFile } from 'node:child_process';

export type Ran = { code: number; out: string; err: string };

/** Runs a command as an operator would, with only these variables: the test runner sets others. */
export const command = (
  name: string,
  args: readonly string[],
  variables: Record<string, string>,
): Promise<Ran> =>
  new Promise((resolve) => {
    const { PATH, NODE_COMPILE_CACHE, NODE_OPTIONS } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, NODE_OPTIONS, ...variables };
    execFile(process.execPath, [`api/cli/${name}.ts`, ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
