import { Visitor } from '../../support/browser/visitor.ts';
import { type Documents, walk } from './walk.ts';

/** English at addresses without a language; Japanese and Arabic at theirs. */
export const prefixes = ['', '/ja', '/ar'] as const;
const OF_A_LANGUAGE = /^\/(?:en|de|fr|es|pt-BR|ja|ar)(?:\/|$)/;
/** For `startServer`. */
export const env = { TRUSTED_PROXIES: '127.0.0.1, ::1' };
const HTML = { accept: 'text/html' };

let networks = 0;
/** Each from another network, for a server that trusts this machine's `X-Forwarded-For`. */
export const reader = (server: { url: string }): Visitor =>
  new Visitor(server.url, {
    headers: { ...HTML, 'x-forwarded-for': `198.18.${++networks}.1` },
  });

/** Pages to which nothing links, or only a mail does. */
const UNLINKED = ['/nothing', '/embed/frame?mobile=true', '/subscribe/sent', '/badges', '/embed'];
/** What the state of the page changes. */
const STATEFUL = ['/embed/frame', '/history.rss', '/history.atom', '/updates.json', '/badge.svg'];
const STAYS = /\/(?:nothing|badges|embed|subscribe\/sent|api\/docs)$/;

/**
 * The public site of a server as it is now, in three languages. `isLater`: what is the same in
 * every state has been seen.
 */
export async function publicSite(
  server: { url: string },
  state: string,
  { more = [], isLater = false }: { more?: readonly string[]; isLater?: boolean } = {},
): Promise<Documents> {
  const sites = prefixes.map((prefix) => {
    const unlinked = [...(isLater ? [] : UNLINKED), ...STATEFUL, ...more];
    const starts = [prefix || '/', ...unlinked.map((path) => prefix + path)];
    const isWanted = (path: string) =>
      !path.startsWith('/admin') &&
      !(isLater && STAYS.test(path)) &&
      (prefix ? path.startsWith(`${prefix}/`) : !OF_A_LANGUAGE.test(path));
    return walk(reader(server), starts, { state, isWanted, most: isLater ? 1 : 2 });
  });
  return new Map((await Promise.all(sites)).flatMap((site) => [...site]));
}

export const consoleOf = (signedIn: Visitor, state: string): Promise<Documents> =>
  walk(signedIn, ['/admin'], { state, isWanted: (path) => path.startsWith('/admin'), most: 1 });
