import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { programAt } from '../server/proxies.ts';

const java = programAt('java');
const jar = resolve(import.meta.dirname, '../../../node_modules/vnu-jar/build/dist/vnu.jar');

/** Java and the checker, which is too large to be a dependency. */
export const hasNuChecker: boolean = java !== undefined && existsSync(jar);

type Message = {
  url: string;
  type: 'error' | 'info' | 'non-document-error';
  subType?: string;
  message: string;
  extract?: string;
  lastLine?: number;
};

/** Messages of the Nu HTML checker about documents by name; `.svg` names are checked as SVG. */
export async function checkMarkup(documents: ReadonlyMap<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-markup-'));
  try {
    const names = [...documents.keys()];
    for (const [i, name] of names.entries())
      writeFileSync(
        join(folder, `${i}${name.endsWith('.svg') ? '.svg' : '.html'}`),
        documents.get(name) ?? '',
      );
    const jvm = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xss2m', '-jar', jar]; // starts fast
    const args = [...jvm, '--format', 'json', '--exit-zero-always', '--stdout'];
    const { stdout } = await promisify(execFile)(
      java ?? 'java',
      [...args, '--no-langdetect', '--also-check-svg', folder],
      { maxBuffer: 256 * 1024 * 1024 },
    );
    const { messages }: { messages: Message[] } = JSON.parse(stdout);
    return messages.map(({ url, type, subType, message, extract = '' }) => {
      const name = names[Number.parseInt(url.split('/').pop() ?? '', 10)] ?? url;
      return `${subType ?? type}: ${message} [${extract.replace(/\s+/g, ' ').trim()}] on ${name}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
