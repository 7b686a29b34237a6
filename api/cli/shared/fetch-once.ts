import { CommandError } from './command.ts';
import { download, type HttpReply } from './download.ts';

/** One GET of an API. With `mayRetry`, null for a broken connection; without, it throws. */
export async function fetchOnce(
  url: string,
  authorization: string,
  mayRetry: boolean,
): Promise<HttpReply | null> {
  try {
    return await download(url, { headers: { authorization } });
  } catch (error) {
    if (mayRetry && error instanceof CommandError && error.cause !== undefined) return null;
    throw error;
  }
}

/** The body of a reply. Throws a sentence for the terminal. */
export function jsonOf({ text }: HttpReply, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${url} didn’t return JSON.`);
  }
}
