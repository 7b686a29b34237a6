import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../shared/command.ts';
import { download } from '../shared/download.ts';
import { type Document, type DocumentName, readDocument, statuspageFiles } from './shape.ts';

const names = Object.keys(statuspageFiles) as DocumentName[]; // the keys of that very object

export type Source = Partial<Record<DocumentName, Document>>;

/** Reads the files that exist, from a folder or from `<URL>/api/v2/`. */
export async function readSource(place: string): Promise<Source> {
  const read = /^https?:\/\//i.test(place) ? overHttp(place) : await inFolder(place);
  const found: Source = {};
  for (const name of names) {
    const text = await read(name);
    if (text !== null) found[name] = readDocument(name, text);
  }
  if (Object.keys(found).length === 0)
    throw new CommandError(`None of ${names.join(', ')} found at ${place}.`);
  assertOnePage(found);
  return found;
}

async function inFolder(folder: string): Promise<(name: string) => Promise<string | null>> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory())
    throw new CommandError(
      `The folder ${folder} doesn’t exist. Enter a folder or an https:// URL.`,
    );
  return async (name) => {
    try {
      return await readFile(join(folder, name), 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException; // readFile rejects with these
      if (code === 'ENOENT') return null;
      throw new CommandError(`${join(folder, name)} can’t be read (${code}).`);
    }
  };
}

function overHttp(place: string): (name: string) => Promise<string | null> {
  const base = place
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\/api(\/v2)?$/, '');
  return async (name) => {
    const url = `${base}/api/v2/${name}`;
    const { status, text } = await download(url);
    if (status === 404) return null;
    if (status !== 200) throw new CommandError(`${url} returned ${status}. Try again later.`);
    return text;
  };
}

function assertOnePage(source: Source): void {
  const [first, ...others] = Object.entries(source);
  const stranger = others.find(([, document]) => document.page.id !== first?.[1].page.id);
  if (first && stranger)
    throw new CommandError(
      `${first[0]} belongs to page ${first[1].page.id}, but ${stranger[0]} to page ${stranger[1].page.id}. Use a separate folder for each page.`,
    );
}
