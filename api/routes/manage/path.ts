import { getPath } from 'hono/utils/url';

/** Statuspage's clients write `/v1/…/incidents.json` and `/v1/…/incidents` for the same thing. */
export const withoutSuffix = (request: Request): string => {
  const path = getPath(request);
  return path.startsWith('/v1/') ? path.replace(/\.json$/, '') : path;
};
