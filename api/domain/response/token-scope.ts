import { z } from 'zod';

/** How far an API token reaches. Its role is the upper limit. */
export const tokenScopes = ['everything', 'incidents', 'changes', 'subscribers', 'read'] as const;
export const TokenScope = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof TokenScope>;

/** What a scope is called where it is chosen and listed. */
export const scopeLabels: Record<TokenScope, string> = {
  everything: 'Everything the role allows',
  incidents: 'Incidents and maintenance only',
  changes: 'Reporting changes only',
  subscribers: 'Subscribers only',
  read: 'Reading only',
};

/** Who is refused, and what to do about it. */
export const scopeRefusals: Record<Exclude<TokenScope, 'everything'>, string> = {
  incidents:
    'This token is limited to incidents and maintenance. Use a token without this limit for anything else.',
  changes: 'This token can only report changes. Use a token without this limit for anything else.',
  subscribers:
    'This token is limited to subscribers. Use a token without this limit for anything else.',
  read: 'This token can only read. Use a token without this limit to change something.',
};
