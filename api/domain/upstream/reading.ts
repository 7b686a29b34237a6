import { storable } from '../text/characters.ts';

export const upstreamKinds = [
  'statuspage',
  'incident_io',
  'instatus',
  'instatus_components',
  'better_stack',
  'status_io',
  'feed',
] as const;
export type UpstreamKind = (typeof upstreamKinds)[number];

export const upstreamKindLabels: Record<UpstreamKind, string> = {
  statuspage: 'Statuspage',
  incident_io: 'incident.io',
  instatus: 'Instatus',
  instatus_components: 'Instatus',
  better_stack: 'Better Stack',
  status_io: 'status.io',
  feed: 'RSS or Atom feed',
};

/** A part of a vendor's page. `words`: its status as the vendor calls it. */
export type UpstreamComponent = { id: string; name: string; words: string; isWell: boolean };

/** An incident that the vendor has open. `componentIds`: empty where the vendor names none. */
export type UpstreamIncident = {
  id: string;
  title: string;
  /** Its state and newest text, in the vendor's words; may be empty. */
  words: string;
  text: string;
  url: string | null;
  /** UTC ms; null where the vendor doesn't say. */
  updatedAt: number | null;
  componentIds: string[];
};

/** What a vendor's status page says, whatever its product. All texts are inert lines. */
export type UpstreamReading = {
  vendor: string;
  /** The ID of the page that answered, and its address; null where it names none. */
  pageId: string | null;
  pageUrl: string | null;
  /** The status of the whole, in the vendor's words; empty where it has none. */
  words: string;
  isWell: boolean;
  components: UpstreamComponent[];
  incidents: UpstreamIncident[];
};

const MAX_COMPONENTS = 300;
const MAX_INCIDENTS = 20;

export const cappedReading = (reading: UpstreamReading): UpstreamReading => ({
  ...reading,
  components: reading.components.slice(0, MAX_COMPONENTS),
  incidents: reading.incidents.slice(0, MAX_INCIDENTS),
});

/** A text of a vendor as one line without markup; empty for what is no text. */
export function inertLine(value: unknown, most = 200): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const plain = storable(unmarked(String(value).slice(0, 20_000)))
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > most ? `${plain.slice(0, most - 1).toWellFormed()}…` : plain;
}

const entities: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'" },
};

/** Drops tags, and then reads the entities once: what they spell stays a text. */
const unmarked = (text: string): string =>
  text.replace(/<[^<>]*>/g, ' ').replace(/&(#?\w{1,8});/g, (whole, name: string) => {
    const code = /^#x([0-9a-f]+)$/i.exec(name)?.[1];
    const point = code ? Number.parseInt(code, 16) : Number(/^#(\d+)$/.exec(name)?.[1] ?? -1);
    if (point >= 32 && point <= 0x10ffff) return String.fromCodePoint(point);
    return entities[name.toLowerCase()] ?? whole;
  });

/** An https address of a vendor; null for anything else. */
export function httpsUrl(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 1000 || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}

/** UTC ms; null for what is no time. */
export function vendorInstant(value: unknown): number | null {
  const at =
    typeof value === 'string' || typeof value === 'number' ? Date.parse(String(value)) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

export type Json = Record<string, unknown>;
export const objectIn = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}; // checked
export const objectsIn = (value: unknown): Json[] =>
  Array.isArray(value) ? value.map(objectIn) : [];

/** The object that a body is; null for anything else. */
export function jsonObject(body: string): Json | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Json) // checked
      : null;
  } catch {
    return null;
  }
}

/** `Partial outage` for `partial_outage` and `PARTIALOUTAGE`. */
export function wordsOfCode(value: unknown): string {
  const text = inertLine(value, 60).replace(/[_-]+/g, ' ').toLowerCase();
  const spaced = text.replace(
    /^(major|partial|minor|degraded|under)(outage|performance|maintenance)$/,
    '$1 $2',
  );
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
