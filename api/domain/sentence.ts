import type { ComponentStatus } from './status.ts';

/** `A`, `A and B`, `A, B and C`, `A, B and 3 more`. */
export function listWords(names: readonly string[], most = 3): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

const verbs: Record<Exclude<ComponentStatus, 'operational'>, [one: string, many: string]> = {
  under_maintenance: ['is under maintenance', 'are under maintenance'],
  degraded_performance: ['is degraded', 'are degraded'],
  partial_outage: ['is partly down', 'are partly down'],
  major_outage: ['is down', 'are down'],
};

/** What a customer would say: `Search is degraded`, `Cards and Wallets are down`. */
export function statusSentence(
  status: ComponentStatus,
  names: readonly string[],
  isEverything = false,
): string {
  if (status === 'operational' || names.length === 0) return 'All systems operational';
  const [one, many] = verbs[status];
  if (isEverything) return `All systems ${many}`;
  return `${listWords(names)} ${names.length === 1 ? one : many}`;
}
