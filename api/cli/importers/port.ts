import { createHash } from 'node:crypto';
import { z } from 'zod';
import { storableIn } from '../../domain/text/characters.ts';
import { CommandError } from '../shared/command.ts';
import { download } from '../shared/download.ts';

export type ImportRequest = {
  /** An address, or what names the source. */
  place: string;
  apiKey?: string | undefined;
  apiUrl?: string | undefined;
  say: (line: string) => void;
};

type Given = {
  id: string;
  /** Null where the source has no date: the first import sets it. */
  created_at: string | number | null;
  updated_at?: string | undefined;
};
export type GivenComponent = Given & {
  name: string;
  status: string;
  position?: number;
  description?: string | null;
  group?: boolean;
  group_id?: string | null;
};
export type GivenUpdate = Given & {
  status: string;
  body: string;
  affected_components?: { code: string; name: string; old_status: string; new_status: string }[];
};
export type GivenIncident = Given & {
  name: string;
  status: string;
  impact: string;
  started_at?: string | undefined;
  resolved_at?: string | null;
  scheduled_for?: string | null;
  scheduled_until?: string | null;
  /** In any order. */
  incident_updates: GivenUpdate[];
  components: { id: string }[];
};

/** A page as an importer read it, in the shape of Statuspage’s public JSON. */
export type ImportedPage = {
  page: { id: string; name: string; time_zone?: string | undefined };
  components: GivenComponent[];
  incidents: GivenIncident[];
  /** What the source does not give, as sentences. */
  gaps: string[];
  /** Whether incidents go back to the first one. */
  isWhole: boolean;
};

export type Importer = {
  /** The product’s name, and the author of its updates with “import”. */
  name: string;
  help: string;
  /** The variable of the environment that may hold the key. */
  keyVariable?: string;
  read: (request: ImportRequest) => Promise<ImportedPage>;
};

/** The same 12 characters for the same row of the same source: importing twice is once. */
export const idFrom = (...parts: (string | number)[]): string =>
  BigInt(`0x${createHash('sha256').update(parts.join(' ')).digest('hex')}`)
    .toString(36)
    .padStart(12, '0')
    .slice(-12);

const MAX_PAGES = 2000;

/** JSON of one address, checked by the schema. Throws sentences that name the product. */
export async function readJson<T extends z.ZodType>(
  url: string,
  schema: T,
  { product, authorization }: { product: string; authorization?: string | undefined },
): Promise<z.output<T> | null> {
  const { status, text } = await reply(url, authorization);
  if (status === 404) return null;
  if (status === 401 || status === 403 || status === 429)
    throw new CommandError(
      `${url} answered ${status}: it wants another API key, or fewer calls. Nothing was imported.`,
    );
  if (status !== 200)
    throw new CommandError(`${url} returned ${status}. Try again later. Nothing was imported.`);
  const read = schema.safeParse(storableIn(jsonIn(text, url, product)));
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path.join('.') ?? '';
  throw new CommandError(
    `${url}: ${field ? `“${field}”` : 'it'} isn’t what ${product} sends. Nothing was imported.`,
  );
}

const ATTEMPTS = 3;

/** A server may close a connection just when it is used again: that call is repeated. */
async function reply(url: string, authorization: string | undefined) {
  for (let attempt = 1; ; attempt++)
    try {
      return await download(url, authorization ? { authorization } : {});
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      if (code !== 'ECONNRESET' || attempt === ATTEMPTS) throw error;
    }
}

function jsonIn(text: string, url: string, product: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${url} isn’t JSON, so it isn’t ${product}’s. Nothing was imported.`);
  }
}

/** All pages of a list, from 1. A source that repeats a page ends the list; one without end is refused. */
export async function allPages<T extends { id: string | number }>(
  pageAt: (page: number) => Promise<readonly T[] | null>,
  where: string,
): Promise<T[]> {
  const found = new Map<string | number, T>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const before = found.size;
    for (const row of (await pageAt(page)) ?? []) if (!found.has(row.id)) found.set(row.id, row);
    if (found.size === before) return [...found.values()];
    if (found.size > 100_000) break;
  }
  throw new CommandError(`${where} is a list without an end. Nothing was imported.`);
}

/** The address without its end, such as `https://status.example.com`. */
export const addressIn = (place: string): string =>
  place.replace(/[?#].*$/, '').replace(/\/+$/, '');

export const sourceHost = (address: string): string =>
  URL.canParse(address) ? new URL(address).host : address;

/** A change of one component, from `before` to `after`. */
export const changed = (row: { id: string; name: string }, before: string, after: string) => ({
  ...{ code: row.id, name: row.name },
  ...{ old_status: before, new_status: after },
});

export const SourceKey = z.union([z.string(), z.number()]);
