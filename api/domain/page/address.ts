/** The origin of a page's links: its own, or the installation's. No trailing slash. */
export const addressOf = (page: { baseUrl?: string | null }, installation: string): string =>
  page.baseUrl ?? installation;

/** The host by which requests find a page. */
export const hostIn = (address: string): string => new URL(address).host;
