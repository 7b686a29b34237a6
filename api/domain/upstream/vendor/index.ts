import { cappedReading, type UpstreamKind, type UpstreamReading } from '../reading.ts';
import { readBetterStack } from './better-stack.ts';
import { readFeed } from './feed.ts';
import { readIncidentIo } from './incident-io.ts';
import { readInstatus, readInstatusComponents } from './instatus.ts';
import { readStatusIo } from './status-io.ts';
import { readStatuspage } from './statuspage.ts';

const readers: Record<UpstreamKind, (body: string, now: number) => UpstreamReading | null> = {
  statuspage: readStatuspage,
  incident_io: readIncidentIo,
  instatus: readInstatus,
  instatus_components: readInstatusComponents,
  better_stack: readBetterStack,
  status_io: readStatusIo,
  feed: readFeed,
};

/** What an answer of a vendor says; null where it is not of that kind. */
export function readVendor(kind: UpstreamKind, body: string, now: number): UpstreamReading | null {
  const reading = readers[kind](body, now);
  return reading && cappedReading(reading);
}
