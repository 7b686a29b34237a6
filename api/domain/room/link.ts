import { z } from 'zod';

/** Where the team meets and writes, and the ticket of the incident. */
export const roomLinks = ['bridge', 'chat', 'ticket'] as const;
export type RoomLink = (typeof roomLinks)[number];

export const roomLinkLabels: Record<RoomLink, string> = {
  bridge: 'Bridge',
  chat: 'Chat',
  ticket: 'Ticket',
};

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
  const linkOf = (kind: RoomLink, fallback: string): SharedLink | null => {
    const own = written.findLast((one) => one.kind === kind);
    if (own) return own.url ? { url: own.url, author: own.author, since: own.createdAt } : null;
    return fallback ? { url: fallback, author: '', since: null } : null;
  };
  return {
    bridge: linkOf('bridge', defaults?.bridgeUrl ?? ''),
    chat: linkOf('chat', defaults?.chatUrl ?? ''),
    ticket: linkOf('ticket', ''),
  };
};

/** Placeholders of the address of a new ticket. */
export const ticketPlaceholders = ['title', 'severity', 'link', 'id'] as const;
type Placeholder = (typeof ticketPlaceholders)[number];

const PLACEHOLDER = /\{\{\s*(\w*)\s*\}\}/g;
const filled = (template: string, fill: (name: string) => string): string =>
  template.replaceAll(PLACEHOLDER, (_, name: string) => fill(name));

const isKnown = (name: string): boolean => ticketPlaceholders.some((one) => one === name);

/** Empty, or the address of a tracker’s form for a new ticket, with placeholders for its fields. */
export const TicketTemplate = z
  .string()
  .trim()
  .max(1000, 'An address can have at most 1,000 characters.')
  .refine(
    (text) => text === '' || /^https?:$/.test(URL.parse(filled(text, () => 'x'))?.protocol ?? ''),
    'Enter a full address, such as https://github.com/acme/ops/issues/new?title={{title}}.',
  )
  .refine(
    (text) => [...text.matchAll(PLACEHOLDER)].every(([, name = '']) => isKnown(name)),
    `Use only these placeholders: ${ticketPlaceholders.map((name) => `{{${name}}}`).join(', ')}.`,
  );

type TicketIncident = {
  id: string;
  name: string;
  severity: string | null;
  audience: string;
  /** Where `link` leads, if not to the incident. */
  path?: string;
};

/**
 * The address that opens a new ticket about an incident; null without a template. A tracker is read
 * by more people than a restricted incident names, so its title is left out.
 */
export function newTicketAddress(
  template: string,
  { id, name, severity, audience, path = `/admin/incidents/${id}` }: TicketIncident,
  baseUrl: string,
): string | null {
  if (!template) return null;
  const values: Record<Placeholder, string> = {
    title: audience === 'restricted' ? 'Restricted incident' : name,
    severity: audience === 'restricted' ? '' : (severity ?? ''),
    link: `${baseUrl}${path}`,
    id,
  };
  const address = filled(template, (key) => encodeURIComponent(values[key as Placeholder] ?? ''));
  return /^https?:$/.test(URL.parse(address)?.protocol ?? '') ? address : null;
}
