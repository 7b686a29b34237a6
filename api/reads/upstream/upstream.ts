import type { Component } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import { findUpstream } from '../../../db/upstream/upstream.ts';
import type { VendorReport } from '../../domain/upstream/report.ts';

/** The vendor that a component follows, and how reading it goes. Times are UTC ms. */
export type FollowedVendor = {
  vendor: string;
  pageUrl: string;
  /** What of their page is shown, where it isn't the whole. */
  part: string;
  drafts: boolean;
  report: VendorReport | null;
  misses: number;
  failure: string | null;
  answeredAt: number | null;
};

export async function readFollowed(
  db: Db,
  { id, pageId }: Pick<Component, 'id' | 'pageId'>,
): Promise<FollowedVendor | null> {
  const found = await findUpstream(db, pageId, id);
  if (!found) return null;
  const { upstream, report, misses, failure, answeredAt, reading } = found;
  const { vendor, pageUrl, drafts, componentRef } = upstream;
  const part = reading?.components.find((one) => one.id === componentRef)?.name ?? '';
  return { vendor, pageUrl, part, drafts, report, misses: misses ?? 0, failure, answeredAt };
}
