const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };
/** About ten weeks, as in forms. */
const LONGEST = 99_999;

/** `30`, `30m`, `45 minutes`, `2h` and `1h 30m` in minutes; null for anything else. */
export function minutesIn(typed: string): number | null {
  const text = typed.trim().toLowerCase();
  if (/^\d{1,5}$/.test(text)) return within(Number(text));
  const part = /(\d{1,5})\s*(m|h|d)(?:in(?:ute)?s?|(?:ou)?rs?|ays?)?/g;
  const parts = [...text.matchAll(part)];
  if (parts.length === 0 || text.replace(part, '').trim() !== '') return null;
  return within(parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNITS[unit ?? ''] ?? 0), 0));
}

const within = (minutes: number): number | null =>
  minutes > 0 && minutes <= LONGEST ? minutes : null;
