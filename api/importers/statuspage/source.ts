import type { GetSource, ImportFile, ImportRequest } from '../port/port.ts';
import { addressIn, getAgain } from '../port/read.ts';
import { type DocumentName, readDocument, type Source, statuspageFiles } from '../port/shape.ts';
import { SourceError } from '../port/source-error.ts';

const names = Object.keys(statuspageFiles) as DocumentName[]; // the keys of that very object

/** Reads the documents that exist, from files or from `<URL>/api/v2/`. */
export async function readDocuments({
  place,
  files,
  get,
}: Pick<ImportRequest, 'place' | 'files' | 'get'>): Promise<Source> {
  const read = files ? inFiles(files) : overHttp(place, get);
  const found: Source = {};
  for (const name of names) {
    const text = await read(name);
    if (text !== null) found[name] = readDocument(name, text);
  }
  if (Object.keys(found).length === 0)
    throw new SourceError(`None of ${names.join(', ')} found${place ? ` at ${place}` : ''}.`);
  assertOnePage(found);
  return found;
}

type ReadText = (name: string) => Promise<string | null>;

const inFiles =
  (files: readonly ImportFile[]): ReadText =>
  async (name) =>
    files.find((file) => file.name === name)?.text ?? null;

function overHttp(place: string, get: GetSource): ReadText {
  const base = addressIn(place).replace(/\/api(\/v2)?$/, '');
  return async (name) => {
    const url = `${base}/api/v2/${name}`;
    const { status, text } = await getAgain(url, get);
    if (status === 404) return null;
    if (status !== 200) throw new SourceError(`${url} returned ${status}. Try again later.`);
    return text;
  };
}

function assertOnePage(source: Source): void {
  const [first, ...others] = Object.entries(source);
  const stranger = others.find(([, document]) => document.page.id !== first?.[1].page.id);
  if (first && stranger)
    throw new SourceError(
      `${first[0]} belongs to page ${first[1].page.id}, but ${stranger[0]} to page ${stranger[1].page.id}. Import one page at a time.`,
    );
}
