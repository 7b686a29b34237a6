import type { PreflightInput } from '../../../../api/domain/preflight/index.ts';
import { NOON } from '../../../support/world/world.ts';

/** A text, or more of what is said where the rule asks for it. */
export type Case = string | Partial<PreflightInput>;
export type Cases = { catches: Case[]; passes: Case[] };

export const inputOf = (given: Case): PreflightInput => ({
  kind: 'incident',
  state: 'identified',
  title: 'Card payments fail',
  body: 'We have found the cause.',
  nextUpdateBy: NOON + 30 * 60_000,
  affected: [],
  gravest: false,
  now: NOON,
  people: [],
  words: [],
  ...(typeof given === 'string' ? { body: given } : given),
});
