/** Statuspage's clients write `/v1/…/incidents.json` and `/v1/…/incidents` for the same thing. */
export const withoutSuffix = (path: string): string =>
  path.startsWith('/v1/') ? path.replace(/\.json$/, '') : path;
