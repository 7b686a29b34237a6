import { z } from 'zod';

/** How far an API token reaches. Its role is the upper limit. */
export const tokenScopes = [
  'everything',
  'incidents',
  'components',
  'changes',
  'alerts',
  'subscribers',
  'settings',
  'read',
] as const;
export const TokenScope = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof TokenScope>;

/** One or several of them, as stored: `incidents,components`. */
export type ScopeList = TokenScope | `${TokenScope},${string}`;

/** Ones of a later version are in it too, and allow nothing. */
export const scopesIn = (list: ScopeList): TokenScope[] => list.split(',') as TokenScope[];

/** In one order, so that the same choice is the same text. None is everything. */
export function scopeListOf(chosen: readonly TokenScope[]): ScopeList {
  if (chosen.length === 0 || chosen.includes('everything')) return 'everything';
  return tokenScopes.filter((one) => chosen.includes(one)).join(',') as ScopeList; // of the above
}

/** What a scope is called where it is chosen and listed. */
export const scopeLabels: Record<TokenScope, string> = {
  everything: 'Everything the role allows',
  incidents: 'Incidents and maintenance only',
  components: 'Components only',
  changes: 'Reporting changes only',
  alerts: 'Alerts only',
  subscribers: 'Subscribers only',
  settings: 'Settings only',
  read: 'Read only',
};

/** In a list: “Incidents and maintenance, components only”. */
export const scopeListLabel = (list: ScopeList): string => {
  const labels = scopesIn(list).map((one) => scopeLabels[one] ?? one);
  if (labels.length === 1) return labels[0] ?? '';
  const [first = '', ...others] = labels.map((label) => label.replace(/ only$/, ''));
  return `${[first, ...others.map((label) => label.toLowerCase())].join(', ')} only`;
};

/** Who is refused, and what to do about it. */
export const scopeRefusals: Record<Exclude<TokenScope, 'everything'>, string> = {
  incidents:
    'This token is limited to incidents and maintenance. Use a token without this limit for anything else.',
  components:
    'This token is limited to components. Use a token without this limit for anything else.',
  changes: 'This token can only report changes. Use a token without this limit for anything else.',
  alerts: 'This token is limited to alerts. Use a token without this limit for anything else.',
  subscribers:
    'This token is limited to subscribers. Use a token without this limit for anything else.',
  settings: 'This token is limited to settings. Use a token without this limit for anything else.',
  read: 'This token can only read. Use a token without this limit to change something.',
};

/** Whatever the token is limited to. */
export function scopeRefusalOf(list: ScopeList): string {
  const [first, ...others] = scopesIn(list);
  const known = first && first !== 'everything' ? scopeRefusals[first] : undefined;
  if (known && others.length === 0) return known;
  const limits = scopesIn(list).join(', ');
  return `This token is limited to ${limits}. Use a token without this limit for anything else.`;
}
