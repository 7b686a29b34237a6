import { z } from 'zod';
import { storable } from '../text/characters.ts';

const line = (name: string, max: number) =>
  z
    .union([z.string(), z.number()], `An alert needs “${name}”.`)
    .transform((value) => storable(String(value)).replace(/\s+/g, ' ').trim())
    .pipe(
      z
        .string()
        .min(1, `An alert needs “${name}”.`)
        .max(max, `“${name}” can have at most ${max} characters.`),
    );

/** Severity of a monitoring alert, and who is notified. */
export const AlertRouteInput = z.object({
  name: line('name', 160),
  /** In the words of the monitoring, such as `errors > 5 for 2m`. Allclear does not check it. */
  condition: line('condition', 500),
  severity: line('severity', 40),
  /** The name of a schedule or policy, such as `on-call-primary`. */
  route: line('route', 160),
});
export type AlertRoute = z.infer<typeof AlertRouteInput>;

/** `SEV1` for `SEV-1`, `sev 1` and `P1`; null for anything else. */
export function severityKeyOf(written: string): string | null {
  const [, digit] = /^(?:sev|p|s)[\s_-]?(\d)$/i.exec(written.trim()) ?? [];
  return digit === undefined ? null : `SEV${digit}`;
}

/** The condition without how long it must hold, and that in minutes. */
export function conditionOf(written: string): { expression: string; holdsFor: number | null } {
  const [, expression, amount, unit] = /^(.*\S)\s+for\s+(\d+)\s*([smhd])$/i.exec(written) ?? [];
  if (!expression || !unit) return { expression: written, holdsFor: null };
  const minutes = { s: 1 / 60, m: 1, h: 60, d: 1440 }[unit.toLowerCase() as 's' | 'm' | 'h' | 'd'];
  return { expression, holdsFor: Number(amount) * minutes };
}

/** The name of a thing as a route spells it: `on-call-primary` for “On-call: Primary”. */
export const routeKey = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
