import { and, isNull, not, type SQL } from 'drizzle-orm';
import {
  type ChannelMessage,
  type ChannelName,
  EMAIL,
  notification,
  type RenderedMessage,
} from '../schema/index.ts';

type Row = Pick<
  typeof notification.$inferSelect,
  'from' | 'subject' | 'html' | 'text' | 'times' | 'translated' | 'messages'
>;

/** The message of each channel, and the incident revision that they were rendered from. */
export type RenderedMessages = {
  revision: number;
  byChannel: Record<ChannelName, RenderedMessage>;
};

/** Email keeps its own columns, which the previous version reads and writes. */
export function messageColumns({ byChannel }: RenderedMessages) {
  const { [EMAIL]: mail, ...others } = byChannel;
  return { ...mail, messages: Object.keys(others).length > 0 ? others : null };
}

/** The message of a channel; null if none was rendered for it. */
export function messageOf(row: Row, channel: ChannelName): RenderedMessage | null {
  if (channel !== EMAIL) return row.messages?.[channel] ?? null;
  const { from, subject, html, text, times, translated } = row;
  if (from === null || subject === null || html === null || text === null) return null;
  return { from, subject, html, text, times, translated: translated ?? {} };
}

export const isRendered = (row: Row): boolean => row.subject !== null || row.messages !== null;

export const isUnrenderedRow: SQL | undefined = and(
  isNull(notification.subject),
  isNull(notification.messages),
);
export const isRenderedRow: SQL | undefined = isUnrenderedRow && not(isUnrenderedRow);

/** The message of an update that a newer one replaced, as it was sent together with that one. */
export function earlierMessage(
  newer: RenderedMessage | null,
  updateId: string,
): RenderedMessage | null {
  const textOf = ({ earlier = [] }: ChannelMessage): string | undefined =>
    earlier.find((one) => one.updateId === updateId)?.text;
  const text = newer ? textOf(newer) : undefined;
  if (!newer || text === undefined) return null;
  const translated = Object.entries(newer.translated).map(([locale, message]) => [
    locale,
    { ...message, text: textOf(message) ?? text, earlier: [] },
  ]);
  return { ...newer, text, earlier: [], translated: Object.fromEntries(translated) };
}
