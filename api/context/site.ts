import type { Deps } from './deps.ts';
import type { PageAddress } from './page-hosts.ts';

/**
 * The dependencies for requests to the page at `host`. Only the host that the request was sent to
 * counts: with `X-Forwarded-Host` a stranger could fill a shared cache with another page.
 */
export async function siteAt(deps: Deps, host: string | undefined): Promise<Deps> {
  return siteOf(deps, await deps.hosts.find(host, deps.notReady !== null));
}

/** The same without waiting; null when `siteAt` must be awaited. */
export function siteInMemory(deps: Deps, host: string | undefined): Deps | null {
  const found = deps.hosts.peek(host);
  return found === undefined ? null : siteOf(deps, found);
}

/** The dependencies of one page; with null of the installation's. */
export const siteOf = (deps: Deps, page: PageAddress | null): Deps =>
  page ? { ...deps, ...deps.ownOf(page) } : deps;
