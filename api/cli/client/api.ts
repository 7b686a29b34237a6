import { componentsCalled, wholeNameOf } from '../../domain/component/resolve.ts';
import { SECOND } from '../../domain/time/time.ts';

/** Codes of the process, for scripts. */
export const exits = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

/** A message for the person at the terminal, and the code to end with. */
export class ClientError extends Error {
  readonly exit: number;
  constructor(message: string, exit: number = exits.usage) {
    super(message);
    this.exit = exit;
  }
}

/** The token has used up its calls of this minute. */
export class TooManyRequests extends ClientError {
  readonly seconds: number;
  constructor(message: string, seconds: number) {
    super(message, exits.unreachable);
    this.seconds = seconds;
  }
}

const TIMEOUT = 30 * SECOND;

export type ApiRow = Record<string, unknown> & { id: string; name: string; status: string };
export type Api = {
  get: (path: string) => Promise<unknown>;
  send: (method: string, path: string, body: object, key?: string) => Promise<unknown>;
};

/** The manage API of the installation that the environment names, for the page of the token. */
export async function apiOf(env: NodeJS.ProcessEnv): Promise<Api> {
  const { ALLCLEAR_URL: url = '', ALLCLEAR_TOKEN: token = '' } = env;
  if (!URL.canParse(url))
    throw new ClientError('Set ALLCLEAR_URL to the page’s address: https://status.example.com');
  if (!token) throw new ClientError('Set ALLCLEAR_TOKEN to an API token: Settings → API tokens.');
  const base = `${url.replace(/\/+$/, '')}/v1`;
  const ask = (method: string, path: string, body?: object, key?: string) =>
    answerOf(base + path, {
      method,
      headers: {
        authorization: `OAuth ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
  const [page] = listIn(await ask('GET', '/pages'));
  if (!page) throw new ClientError('This token has no page.', exits.refused);
  const own = `/pages/${page.id}`;
  return {
    get: (path) => ask('GET', own + path),
    send: (method, path, body, key) => ask(method, own + path, body, key),
  };
}

async function answerOf(url: string, asked: RequestInit): Promise<unknown> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, asked);
    text = await answer.text();
  } catch (error) {
    const { message, cause } = error as Error; // fetch throws errors
    const why = cause instanceof Error ? cause.message : message;
    throw new ClientError(`No answer from ${new URL(url).origin}: ${why}`, exits.unreachable);
  }
  const json = parsed(text);
  if (answer.ok) {
    if (json !== undefined || text === '') return json;
    throw new ClientError(`${new URL(url).origin} is no Allclear: its answer is no JSON.`);
  }
  const error = (json as { error?: unknown } | undefined)?.error;
  const sentence = [error ?? `${answer.status} ${answer.statusText}`].flat().join('\n');
  if (answer.status === 429)
    throw new TooManyRequests(sentence, Number(answer.headers.get('retry-after') ?? 1) || 1);
  throw new ClientError(sentence, answer.status >= 500 ? exits.unreachable : exits.refused);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const listIn = (list: unknown): ApiRow[] => (Array.isArray(list) ? (list as ApiRow[]) : []);

/** All pages of a list. */
export async function allOf(api: Api, path: string): Promise<ApiRow[]> {
  const rows: ApiRow[] = [];
  for (let page = 1; ; page++) {
    const some = listIn(await api.get(`${path}?page=${page}&per_page=100`));
    rows.push(...some);
    if (some.length < 100) return rows;
  }
}

/** A component by its ID, its name or “Group - Name”. A group has no status of its own to set. */
export function componentCalled(rows: readonly ApiRow[], given: string): ApiRow {
  const all = rows.map((row) => Object.assign({ groupId: groupOf(row) }, row));
  const found = componentsCalled(all, given);
  const leaves = found.filter((row) => row.group !== true);
  const [row, ...others] = leaves.length > 0 ? leaves : found;
  if (!row) throw new ClientError(`There is no component “${given}”.`, exits.refused);
  if (others.length > 0) {
    const names = [row, ...others].map((one) => `${wholeNameOf(all, one)} (${one.id})`);
    throw new ClientError(
      `Several are called “${given}”. Use the group’s name too, or an ID: ${names.join(', ')}`,
    );
  }
  if (row.group === true)
    throw new ClientError(
      `“${given}” is a group: its status follows its components. Name those.`,
      exits.refused,
    );
  return row;
}

/** The ID of its group. */
export const groupOf = ({ group_id }: ApiRow): string | null =>
  typeof group_id === 'string' ? group_id : null;
