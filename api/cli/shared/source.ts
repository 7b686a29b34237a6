import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GetSource, ImportFile } from '../../importers/port/port.ts';
import { SourceError } from '../../importers/port/source-error.ts';
import { CommandError } from './command.ts';
import { download } from './download.ts';

const MAX_FILES = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** How the command line reads a source. */
export const getByDownload: GetSource = async (url, headers = {}) => {
  try {
    const { status, text, headers: answered } = await download(url, { headers });
    return { status, text, retryAfter: answered['retry-after'] };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new SourceError(error.message, { cause: error.cause });
  }
};

/** The files of a folder whose path below it fits, or the file itself; undefined where nothing is there. */
export async function filesAt(place: string, names: RegExp): Promise<ImportFile[] | undefined> {
  const found = await stat(place).catch(() => null);
  if (!found) return undefined;
  const paths = found.isDirectory() ? await pathsIn(place) : [''];
  const files: ImportFile[] = [];
  let bytes = 0;
  for (const path of paths.filter((path) => path === '' || names.test(path))) {
    const text = await textAt(join(place, path));
    bytes += text.length;
    if (bytes > MAX_BYTES) throw new CommandError(`${place} holds more than 64 MB.`);
    files.push({ name: path || (place.split(/[\\/]/).at(-1) ?? place), text });
  }
  return files;
}

async function pathsIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) found.push(path);
      if (found.length > MAX_FILES)
        throw new CommandError(
          `${folder} holds more than ${MAX_FILES.toLocaleString('en')} files.`,
        );
    }
  };
  await visit('');
  return found.sort();
}

async function textAt(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // readFile rejects with these
    throw new CommandError(`${path} can’t be read (${code}).`);
  }
}
