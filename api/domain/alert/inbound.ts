import { storable } from '../text/characters.ts';

export const alertStatuses = ['firing', 'acknowledged', 'resolved'] as const;
export type AlertStatus = (typeof alertStatuses)[number];
export type AlertLink = { label: string; url: string };

/** One alert of a delivery, in the same form for every sender. Times are UTC ms. */
export type InboundAlert = {
  /** The sender's key of the problem. */
  fingerprint: string;
  /** Which time the problem came; null where the sender doesn't say. */
  episode: string | null;
  /** Alerts with the same key belong together. */
  groupKey: string;
  status: AlertStatus;
  title: string;
  severity: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  links: AlertLink[];
  startsAt: number | null;
  endsAt: number | null;
  /** When the sender's system changed it; null where the sender doesn't say. */
  changedAt: number | null;
};

/** What a delivery says: alerts, nothing of interest, or something that can't be read. */
export type ParsedDelivery = { alerts: InboundAlert[] } | { ignored: string } | { refused: string };

/** A body, decoded: JSON, or the fields of a form. */
export type SenderParser = (body: unknown) => ParsedDelivery;

/** More alerts in one delivery are refused: 256 KB hold fewer real ones. */
export const MAX_ALERTS = 1000;

export const cutText = (text: string, most: number): string => {
  const clean = storable(text).trim();
  return clean.length <= most ? clean : `${clean.slice(0, most - 1).toWellFormed()}…`;
};

const FIELDS = { most: 64, name: 100, value: 1000 };

/** Texts by name, within limits. Values that are no text are written as JSON. */
export function labelsIn(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return {};
  const entries = Object.entries(given).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(
    entries
      .slice(0, FIELDS.most)
      .map(([name, value]) => [
        cutText(name, FIELDS.name),
        cutText(fieldText(value), FIELDS.value),
      ]),
  );
}

export const fieldText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Links with http or https; all others are left out. */
export function linksIn(given: readonly (readonly [label: string, url: unknown])[]): AlertLink[] {
  const links = given.flatMap(([label, url]) =>
    typeof url === 'string' && url.length <= 2000 && isWebLink(url) ? [{ label, url }] : [],
  );
  return links.filter(({ url }, i) => links.findIndex((one) => one.url === url) === i).slice(0, 8);
}

function isWebLink(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
}

/** Years before this are “not set”, such as Alertmanager's 0001-01-01. */
const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2200, 0, 1);

/** UTC ms of an ISO text with any number of decimals, or of seconds, ms, µs or ns; null for anything else. */
export function timeOf(given: unknown): number | null {
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  const text = String(given).trim();
  const at = /^\d{9,19}(?:\.\d+)?$/.test(text) ? inMs(Number(text)) : isoMs(text);
  return Number.isFinite(at) && at >= FIRST && at < LAST ? Math.floor(at) : null;
}

/** Clocks of senders may be this much ahead, in ms. */
const SKEW = 60_000;

/** A time that a sender gave; now, where it gave none or one in the future. */
export const notAfter = (at: number | null, now: number): number =>
  at === null || at > now + SKEW ? now : at;

function inMs(value: number): number {
  if (value < 1e11) return value * 1000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1e3 : value / 1e6;
}

const isoMs = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1')) : Number.NaN;

/** A title, and what it falls back to. */
export const alertTitle = (...given: unknown[]): string =>
  cutText(given.map(fieldText).find((text) => text.trim() !== '') ?? 'Alert', 300).replace(
    /\s+/g,
    ' ',
  );

/** Why zod refused a body, in one sentence. */
export const refusalOf = (
  sender: string,
  error: { issues: { path: PropertyKey[]; message: string }[] },
): { refused: string } => {
  const [issue] = error.issues;
  const place = issue?.path.map(String).join('.');
  return {
    refused: `This isn’t what ${sender} sends: ${place ? `“${place.slice(0, 100)}” is missing or wrong` : 'the body is not an object'}.`,
  };
};
