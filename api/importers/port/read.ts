import { parse } from 'yaml';
import { z } from 'zod';
import { storableIn } from '../../domain/text/characters.ts';
import type { GetSource } from './port.ts';
import { SourceError } from './source-error.ts';

const MAX_PAGES = 2000;
const MAX_ROWS = 100_000;
const ATTEMPTS = 3;

/** Where JSON is read from, for sentences that name the product. */
export type Access = {
  get: GetSource;
  product: string;
  headers?: Record<string, string> | undefined;
};

export const bearer = (apiKey: string | undefined): Record<string, string> =>
  apiKey ? { authorization: `Bearer ${apiKey}` } : {};

/** JSON of one address, checked by the schema; null for 404. Throws sentences. */
export async function readJson<T extends z.ZodType>(
  url: string,
  schema: T,
  { get, product, headers = {} }: Access,
): Promise<z.output<T> | null> {
  const { status, text } = await getAgain(url, get, headers);
  if (status === 404) return null;
  if (status === 401 || status === 403 || status === 429)
    throw new SourceError(
      `${url} answered ${status}: it wants another API key, or fewer calls. Nothing was imported.`,
    );
  if (status !== 200)
    throw new SourceError(`${url} returned ${status}. Try again later. Nothing was imported.`);
  return checkedBy(jsonIn(text, url, product), schema, { where: url, product });
}

/** A value as the schema describes it. Throws a sentence that names the field. */
export function checkedBy<T extends z.ZodType>(
  value: unknown,
  schema: T,
  { where, product }: { where: string; product: string },
): z.output<T> {
  const read = schema.safeParse(storableIn(value));
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path.join('.').slice(0, 100) ?? '';
  throw new SourceError(
    `${where}: ${field ? `“${field}”` : 'it'} isn’t what ${product} sends. Nothing was imported.`,
  );
}

/** A server may close a connection just when it is used again: that call is repeated. */
export async function getAgain(url: string, get: GetSource, headers?: Record<string, string>) {
  for (let attempt = 1; ; attempt++)
    try {
      return await get(url, headers);
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      if (code !== 'ECONNRESET' || attempt === ATTEMPTS) throw error;
    }
}

export function jsonIn(text: string, where: string, product: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new SourceError(`${where} isn’t JSON, so it isn’t ${product}’s. Nothing was imported.`);
  }
}

/** Aliases are refused, since a few of them could stand for gigabytes. */
export function yamlIn(text: string, where: string, product: string): unknown {
  try {
    return parse(text, { schema: 'core', maxAliasCount: 0 });
  } catch {
    throw new SourceError(`${where} isn’t YAML, so it isn’t ${product}’s. Nothing was imported.`);
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
    if (found.size > MAX_ROWS) break;
  }
  throw new SourceError(`${where} is a list without an end. Nothing was imported.`);
}

/** The address without its end, such as `https://status.example.com`. */
export const addressIn = (place: string): string =>
  place
    .trim()
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');

export const sourceHost = (address: string): string =>
  URL.canParse(address) ? new URL(address).host : address;

export const SourceKey = z.union([z.string(), z.number()]);

/** Makes keys of rows, such as `Cachet status.example.com incident 7`. */
export const keyFor =
  (...source: (string | number)[]): KeyOf =>
  (...parts) =>
    [...source, ...parts].join(' ');
export type KeyOf = (...parts: (string | number)[]) => string;

/** A change of one component, from `before` to `after`. */
export const changed = (row: { id: string; name: string }, before: string, after: string) => ({
  ...{ code: row.id, name: row.name },
  ...{ old_status: before, new_status: after },
});

/** Dates without a zone are in UTC. */
export const utc = (text: string): string =>
  /z$|[+-]\d\d:?\d\d$/i.test(text) ? text : `${text.trim().replace(' ', 'T')}Z`;
