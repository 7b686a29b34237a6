import type { UpstreamIncident, UpstreamReading } from './reading.ts';

/** What readers see of a vendor, below a component. `isKnown` is false after three missed polls. */
export type VendorReport = {
  vendor: string;
  words: string;
  url: string;
  /** Their page. */
  pageUrl: string;
  /** Since when, as far as is known. UTC ms. */
  at: number;
  isKnown: boolean;
};

type Follower = { vendor: string; pageUrl: string; componentRef: string | null };

/** Polls that may fail in a row until the vendor's status is unknown. */
export const MAX_MISSES = 3;

/** The open incidents of a vendor that concern what is followed. */
export const incidentsFor = (
  { incidents }: UpstreamReading,
  { componentRef }: Pick<Follower, 'componentRef'>,
): UpstreamIncident[] =>
  componentRef === null
    ? incidents
    : incidents.filter(({ componentIds }) => componentIds.includes(componentRef));

/**
 * What is shown from now on; null before the first answer, and where the vendor says nothing. The
 * time stays while the words do. A vendor that can't be read is unknown, whatever it said before.
 */
export function vendorReportOf(
  reading: UpstreamReading | null,
  { vendor, pageUrl, componentRef }: Follower,
  {
    misses,
    before,
    now,
  }: {
    misses: number;
    before: VendorReport | null;
    now: number;
  },
): VendorReport | null {
  if (misses >= MAX_MISSES)
    return before?.isKnown === false
      ? before
      : { vendor, words: '', url: pageUrl, pageUrl, at: now, isKnown: false };
  if (!reading) return before;
  const [incident] = incidentsFor(reading, { componentRef });
  const part = reading.components.find(({ id }) => id === componentRef);
  // Some vendors list a part only while something is wrong with it.
  const status = componentRef === null ? reading.words : (part?.words ?? '');
  const words = [status, incident?.title].filter(Boolean).join(' · ');
  if (words === '') return null;
  const next = { vendor, words, url: incident?.url ?? pageUrl, pageUrl, isKnown: true };
  const isSame = before?.isKnown && before.words === words && before.url === next.url;
  const reportedAt = incident?.updatedAt ?? now;
  return { ...next, at: isSame ? before.at : Math.min(reportedAt, now) };
}
