import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { exits } from './api.ts';
import type { ClientCommand } from './given.ts';

/** Runs another command of this repository with what was typed, on this machine’s database. */
const programAt = (file: string) => (args: readonly string[]) => {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...args], { stdio: 'inherit' });
  return status ?? exits.refused;
};

/** Commands that need the database instead of the API. */
export const localCommands: Record<string, ClientCommand> = {
  import: {
    usage:
      'import KIND SOURCE [--dry-run]            a page of another product; see “import --help”',
    options: { 'dry-run': { type: 'boolean' }, page: { type: 'string' } },
    program: programAt('../import.ts'),
  },
  export: {
    usage: 'export --out DIR                          the public site as files',
    options: { out: { type: 'string' }, page: { type: 'string' } },
    program: programAt('../export.ts'),
  },
};
