const spellings = {
  email: [
    'email',
    'emailaddress',
    'mail',
    'address',
    'emailid',
    'subscriber',
    'primary',
    'mailadresse',
    'correo',
    'adresse',
  ],
  components: [
    'components',
    'component',
    'subscribedcomponents',
    'componentnames',
    'componentids',
    'services',
    'subscribedto',
  ],
  consent: ['consent', 'consentsource', 'optin', 'optinsource', 'legalbasis', 'howtheyagreed'],
  state: ['state', 'status', 'confirmed', 'confirmationstate', 'subscriptionstate', 'verified'],
  mode: ['mode', 'type', 'channel', 'subscriptiontype'],
  language: ['language', 'locale', 'lang'],
} as const;

export type ColumnName = keyof typeof spellings;
export type Columns = Partial<Record<ColumnName, number>>;

const plain = (header: string): string => header.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Where each column is, by its header in one of several spellings. */
export function columnsOf(headers: readonly string[]): Columns {
  const found: Columns = {};
  for (const [name, known] of Object.entries(spellings) as [ColumnName, readonly string[]][]) {
    const index = headers.findIndex((header) => known.includes(plain(header)));
    if (index >= 0) found[name] = index;
  }
  return found;
}

/** The state of an address in its column; null without one. */
export function isConfirmedState(value: string): boolean | null {
  const word = plain(value);
  if (/^(active|confirmed|subscribed|verified|yes|true|1|y)$/.test(word)) return true;
  if (/^(unconfirmed|pending|notconfirmed|no|false|0|n)$/.test(word)) return false;
  return null;
}

/** States of people who must not get mail. */
export const isLeftState = (value: string): boolean =>
  /^(unsubscribed|left|quarantined|suppressed|bounced|removed|deleted|complained)$/.test(
    plain(value),
  );
