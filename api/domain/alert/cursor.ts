type Place = { firstSeenAt: number; id: string };

/** Where a list of alerts goes on, as one word for an address. */
export const cursorOf = ({ firstSeenAt, id }: Place): string => `${firstSeenAt}-${id}`;

/** Null for a text that is no cursor. */
export function readCursor(text: string): Place | null {
  const [, at, id] = /^(\d{1,15})-([\w-]{1,40})$/.exec(text) ?? [];
  return at && id ? { firstSeenAt: Number(at), id } : null;
}
