/** Statuspage clients use both `/v1/…/incidents.json` and `/v1/…/incidents`. */
export const withoutSuffix = (path: string): string =>
  path.startsWith('/v1/') ? path.replace(/\.json$/, '') : path;
