/** What a DNS lookup says about a domain: `own` are the addresses of the page now, null if unknown. */
export type Lookup = { host: string; found: string[] | null; own: string[] | null };

export type DomainCheck = { isDone: boolean; sentence: string };

const list = new Intl.ListFormat('en');
const SHOWN = 4;

/** `isPrivate` names addresses that the internet cannot reach; they are not shown. */
export function domainCheck(
  { host, found, own }: Lookup,
  isPrivate: (address: string) => boolean,
): DomainCheck {
  const open = (sentence: string): DomainCheck => ({ isDone: false, sentence });
  if (found === null) return open('The DNS servers didn’t answer. Try again in a minute.');
  if (found.length === 0)
    return open(
      `${host} has no address yet. A new record can take an hour, so check again later. If it stays like this, check the record for typos.`,
    );
  if (own?.some((address) => found.includes(address)))
    return { isDone: true, sentence: `${host} leads to this page’s server. Continue with step 2.` };
  const shown = found.filter((address) => !isPrivate(address)).slice(0, SHOWN);
  if (shown.length === 0)
    return open(`${host} leads to a private address, which customers can’t reach.`);
  const there = `${host} leads to ${list.format(shown)}`;
  if (own === null || own.every(isPrivate))
    return open(`${there}. Check that this is the public address of this server or its proxy.`);
  return open(
    `${there}, and this page is at ${list.format(own.slice(0, SHOWN))}. That’s right only if a proxy or CDN of yours is at that address. Otherwise correct the record.`,
  );
}
