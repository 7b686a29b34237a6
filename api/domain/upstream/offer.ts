import type { UpstreamKind } from './reading.ts';

/** Something that a component can follow. */
export type UpstreamOffer = {
  kind: UpstreamKind;
  url: string;
  componentRef: string | null;
  name: string;
  /** What it says now. */
  words: string;
};

export type FoundVendor = {
  product: string;
  vendor: string;
  pageUrl: string;
  offers: UpstreamOffer[];
};
