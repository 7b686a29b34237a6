export type Reason = { reason: string; people: number };

/** Servers repeat the address in their replies, which not everybody may see. */
export const withoutAddress = (text: string): string =>
  text.replaceAll(/[^\s"'<>(),:;=[\]\\]+@[^\s"'<>(),:;=[\]\\]+/g, '…');

/** Most common first; reasons that differ only by the address are merged. */
export function commonestReasons(rows: readonly Reason[]): Reason[] {
  const counts = new Map<string, number>();
  for (const { reason, people } of rows) {
    const key = withoutAddress(reason);
    counts.set(key, (counts.get(key) ?? 0) + people);
  }
  return [...counts]
    .map(([reason, people]) => ({ reason, people }))
    .sort((a, b) => b.people - a.people || (a.reason < b.reason ? -1 : 1));
}
