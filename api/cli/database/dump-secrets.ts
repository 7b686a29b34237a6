import type { Row } from '../../../db/engine/dump.ts';

/** Whoever has them can post to somebody's chat or pager, or sign requests in the page's name. */
const wholeRows = new Set([
  'signing_secret',
  'chat_workspace',
  'chat_commands',
  'chat_link_code',
  'pagerduty_integration',
]);

/**
 * A row without addresses and secrets of webhooks and chats; null where nothing else is in it. They
 * are encrypted, but a dump is often kept beside its key.
 */
export function withoutChannelSecrets(table: string, row: Row): Row | null {
  if (wholeRows.has(table)) return null;
  if (table === 'alert_source') return { ...row, secret: null };
  if (table === 'subscriber' && row.address !== null) return { ...row, address: null };
  if (table === 'chunk' && typeof row.frozen === 'string' && row.frozen.includes('"address"'))
    return { ...row, frozen: withoutAddresses(row.frozen) };
  return row;
}

function withoutAddresses(recipients: string): string {
  const parsed = JSON.parse(recipients) as { address?: string | null }[]; // as beginBatches writes it
  return JSON.stringify(parsed.map(({ address: _, ...rest }) => rest));
}
