import { z } from 'zod';

/** Where the team meets and writes. */
export const roomLinks = ['bridge', 'chat'] as const;
export type RoomLink = (typeof roomLinks)[number];

export const roomLinkWords: Record<RoomLink, string> = { bridge: 'Bridge', chat: 'Chat' };

const SCHEMES = ['https:', 'http:', 'slack:', 'msteams:', 'zoommtg:', 'tel:', 'sip:'];

/** Empty, or an address that is safe as a link. */
export const LinkAddress = z
  .string()
  .trim()
  .max(500, 'An address can have at most 500 characters.')
  .refine(
    (text) => text === '' || SCHEMES.includes(URL.parse(text)?.protocol ?? ''),
    'Enter a full address, such as https://meet.example.com/inc.',
  );

type StoredLink = { kind: RoomLink; url: string; author: string; createdAt: number };
/** `author` is empty for the default of the page. */
export type SharedLink = { url: string; author: string; since: number | null };

/** The address of each kind: the incident's own, or the default of its page; null without one. */
export const sharedLinks = (
  written: readonly StoredLink[],
  defaults: { bridgeUrl: string; chatUrl: string } | null,
): Record<RoomLink, SharedLink | null> => {
  const of = (kind: RoomLink, fallback: string): SharedLink | null => {
    const own = written.findLast((one) => one.kind === kind);
    if (own) return own.url ? { url: own.url, author: own.author, since: own.createdAt } : null;
    return fallback ? { url: fallback, author: '', since: null } : null;
  };
  return {
    bridge: of('bridge', defaults?.bridgeUrl ?? ''),
    chat: of('chat', defaults?.chatUrl ?? ''),
  };
};
