import type { Deps } from '../../context/deps.ts';
import { refused } from '../../core/problem.ts';
import { checkDestination, destinationProblems } from '../../domain/network/destination.ts';
import {
  type Candidate,
  candidatesInHtml,
  candidatesOf,
} from '../../domain/upstream/candidates.ts';
import type { FoundVendor, UpstreamOffer } from '../../domain/upstream/offer.ts';
import { type UpstreamReading, upstreamKindLabels } from '../../domain/upstream/reading.ts';
import { readVendor } from '../../domain/upstream/vendor/index.ts';
import { getVendor } from './get.ts';
import { loopProblem, ownAddressProblem } from './loop.ts';

export type UpstreamProber = Pick<Deps, 'db' | 'send' | 'config' | 'clock' | 'outgoingRules'>;

const NOTHING =
  'No status was found at this address. Enter a status page of Statuspage, Instatus, incident.io, Better Stack or status.io, or an RSS or Atom feed.';

/** The address that somebody typed, if requests may go there. Throws what to change. */
export function vendorAddress(
  { outgoingRules }: Pick<UpstreamProber, 'outgoingRules'>,
  typed: string,
): URL {
  const checked = checkDestination(withScheme(typed), outgoingRules);
  if ('wrong' in checked) throw refused({ address: destinationProblems[checked.wrong] });
  return checked.url;
}

const withScheme = (typed: string): string =>
  /^[a-z]+:/i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;

/** Finds out what a status page is made with, and what of it can be followed. */
export async function probeVendor(
  deps: UpstreamProber,
  pageId: string,
  typed: string,
): Promise<FoundVendor> {
  const own = URL.parse(withScheme(typed));
  const loop = own && (await ownAddressProblem(deps, pageId, own));
  if (loop) throw refused({ address: loop });
  const url = vendorAddress(deps, typed);
  await assertNoLoop(deps, pageId, url.href, null);
  const found = (await firstThatReads(deps, candidatesOf(url))) ?? (await inHtml(deps, url));
  if (!found) throw refused({ address: NOTHING });
  const { candidate, reading } = found;
  const pageUrl = reading.pageUrl ?? (candidate.kind === 'status_io' ? url.href : `${url.origin}/`);
  if (new URL(pageUrl).host !== url.host || reading.pageId === pageId)
    await assertNoLoop(deps, pageId, pageUrl, reading.pageId);
  const whole: UpstreamOffer = {
    ...{ ...candidate, componentRef: null, name: 'The whole page' },
    words: reading.words || (reading.incidents[0]?.title ?? 'No open incidents'),
  };
  return {
    product: upstreamKindLabels[candidate.kind],
    vendor: reading.vendor || url.hostname,
    pageUrl,
    offers: [whole, ...partsOf(candidate, reading), ...(await partsOfInstatus(deps, candidate))],
  };
}

const partsOf = (candidate: Candidate, { components }: UpstreamReading): UpstreamOffer[] =>
  // This API names parts only while something is wrong with them.
  candidate.kind === 'incident_io'
    ? []
    : components.flatMap(({ id, name, words }) =>
        id && name ? [{ ...candidate, componentRef: id, name, words }] : [],
      );

/** Instatus has its components at another address. */
async function partsOfInstatus(deps: UpstreamProber, { kind, url }: Candidate) {
  if (kind !== 'instatus') return [];
  const at = {
    kind: 'instatus_components' as const,
    url: new URL('/v2/components.json', url).href,
  };
  const found = await firstThatReads(deps, [at]);
  return found ? partsOf(found.candidate, found.reading) : [];
}

async function firstThatReads(deps: UpstreamProber, candidates: readonly Candidate[]) {
  for (const candidate of candidates) {
    const answer = await getVendor(deps.send, candidate.url);
    if ('failure' in answer || answer.status !== 200) continue;
    const reading = readVendor(candidate.kind, answer.body, deps.clock());
    // Where it has moved to is polled from now on.
    if (reading) return { candidate: { ...candidate, url: answer.url }, reading };
  }
  return null;
}

async function inHtml(deps: UpstreamProber, url: URL) {
  const answer = await getVendor(deps.send, url.href);
  if ('failure' in answer) throw refused({ address: `That page can’t be read. ${answer.failure}` });
  return firstThatReads(deps, candidatesInHtml(answer.body, new URL(answer.url)));
}

export async function assertNoLoop(
  deps: UpstreamProber,
  pageId: string,
  pageUrl: string,
  answeredId: string | null,
): Promise<void> {
  const loop = await loopProblem(deps, pageId, { pageUrl, answeredId });
  if (loop) throw refused({ address: loop });
}
