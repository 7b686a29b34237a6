import type { Window } from '../../../api/render/uptime.ts';

export const windowWords: Record<Window, string> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
};
