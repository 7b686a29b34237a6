/** More would make the header of every page too long. */
export const MAX_ORIGINS = 10;

/** Letters, digits, hyphens and dots only: other characters could change the policy. */
const HOST = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/** Origins as typed, one per line, without duplicates; or what is wrong. */
export function originsIn(typed: string): string[] | { wrong: string } {
  const lines = typed.split(/\s*[\r\n]\s*/).map((line) => line.trim());
  const origins = new Set<string>();
  for (const line of lines.filter(Boolean)) {
    const origin = originOf(line);
    if (!origin)
      return {
        wrong: `“${line.slice(0, 80)}” isn’t a site address. Enter one per line, such as https://intranet.example.com, without a path.`,
      };
    origins.add(origin);
  }
  if (origins.size > MAX_ORIGINS) return { wrong: `Enter at most ${MAX_ORIGINS} sites.` };
  return [...origins];
}

/** Null for anything but a scheme, a host and a port. */
function originOf(line: string): string | null {
  if (!/^https?:\/\/[^/?#@\\\s]+\/?$/i.test(line) || !URL.canParse(line)) return null;
  const { origin, hostname } = new URL(line);
  return HOST.test(hostname) ? origin : null;
}
