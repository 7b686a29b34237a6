import type { Component } from '../../../db/component/component.ts';
import { findUpstream } from '../../../db/upstream/upstream.ts';
import { notFound, refused } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { AddressedUpstream, AddressedUpstreamEdit } from '../../domain/upstream/input.ts';
import type { FoundVendor, UpstreamOffer } from '../../domain/upstream/offer.ts';
import type { Publisher } from '../commit.ts';
import { followVendor } from './follow.ts';
import { probeVendor, type UpstreamProber } from './probe.ts';

type Following = Publisher & UpstreamProber;
type Followed = Pick<Component, 'id' | 'pageId' | 'name' | 'group'>;

/** Finds out what a status page offers, and follows the whole or one part of it. */
export async function followAddress(
  deps: Following,
  actor: Actor,
  component: Followed,
  { address, part, vendor, drafts }: AddressedUpstream,
): Promise<void> {
  const found = await probeVendor(deps, component.pageId, address);
  const { kind, url, componentRef } = offerOf(found, part);
  const input = { pageUrl: found.pageUrl, kind, url, componentRef, drafts };
  await followVendor(deps, actor, component, { ...input, vendor: vendor ?? found.vendor });
}

/** Absent fields keep their value. Their page is read again, as when it was chosen. */
export async function changeFollowed(
  deps: Following,
  actor: Actor,
  component: Followed,
  { address, part, vendor, drafts }: AddressedUpstreamEdit,
): Promise<void> {
  const before = await findUpstream(deps.db, component.pageId, component.id);
  if (!before) throw notFound('vendor');
  const { upstream } = before;
  const stays = { vendor: vendor ?? upstream.vendor, drafts: drafts ?? upstream.drafts };
  if (address === undefined && part === undefined)
    return followVendor(deps, actor, component, { ...upstream, ...stays });
  return followAddress(deps, actor, component, {
    ...{ ...stays, address: address ?? upstream.url, part: part ?? null },
    // A name of the former vendor is none of another.
    vendor: address === undefined ? stays.vendor : (vendor ?? null),
  });
}

/** By the ID or the name of the part. */
function offerOf({ offers }: FoundVendor, part: string | null): UpstreamOffer {
  const [whole, ...parts] = offers;
  const found =
    part === null
      ? whole
      : (parts.find((one) => one.componentRef === part) ??
        parts.find((one) => one.name.toLowerCase() === part.toLowerCase()));
  if (found) return found;
  const names = parts.slice(0, 20).map(({ name }) => name);
  throw refused({
    part:
      names.length === 0
        ? 'Their page names no parts. Leave part out to follow the whole page.'
        : `Their page has no such part. It has: ${names.join(', ')}${parts.length > names.length ? ' and others' : ''}.`,
  });
}
