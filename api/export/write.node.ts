import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { StaticFile } from './files.ts';

/**
 * Writes the files to `folder` and returns their number. The folder is new or empty, or with `over`
 * an earlier copy: each file is replaced at once, and those that are not drawn again stay.
 */
export async function writeFiles(
  folder: string,
  files: AsyncIterable<StaticFile>,
  { over = false }: { over?: boolean } = {},
): Promise<number> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true });
  if (!over && (await readdir(root)).length > 0)
    throw new Error(`${root} isn’t empty. Use a new folder.`);
  let written = 0;
  for await (const { path, bytes } of files) {
    const file = join(root, path);
    if (relative(root, file).startsWith('..')) throw new Error(`${path} leads out of ${root}`);
    await mkdir(dirname(file), { recursive: true });
    const fresh = `${file}.${process.pid}`;
    await writeFile(fresh, bytes);
    await rename(fresh, file);
    written++;
  }
  return written;
}
