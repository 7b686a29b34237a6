import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { StaticFile } from './files.ts';

/** Writes the files to `folder`, which is new or empty; returns their number. */
export async function writeFiles(
  folder: string,
  files: AsyncIterable<StaticFile>,
): Promise<number> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true });
  if ((await readdir(root)).length > 0) throw new Error(`${root} isn’t empty. Use a new folder.`);
  let written = 0;
  for await (const { path, bytes } of files) {
    const file = join(root, path);
    if (relative(root, file).startsWith('..')) throw new Error(`${path} leads out of ${root}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    written++;
  }
  return written;
}
