import { DAY } from '../../time/time.ts';
import {
  httpsUrl,
  inertLine,
  type UpstreamIncident,
  type UpstreamReading,
  vendorInstant,
} from '../reading.ts';

/** An entry that says so is over; one that is older than this says nothing about now. */
const OVER = /\b(?:resolved|completed|postmortem|restored|closed)\b/i;
const RECENT = 2 * DAY;
const MAX_ENTRIES = 20;

/** RSS or Atom. It tells what is wrong, never that all is well. */
export function readFeed(body: string, now: number): UpstreamReading | null {
  const start = body.slice(0, 1000);
  const isAtom = /<feed[\s>]/.test(start);
  if (!isAtom && !/<(?:rss|rdf:RDF)[\s>]/.test(start)) return null;
  const tag = isAtom ? 'entry' : 'item';
  const entries = elements(body, tag);
  const first = entries[0];
  const head = first === undefined ? body : body.slice(0, body.indexOf(`<${tag}`));
  const vendor = inertLine(textIn(head, 'title'), 80).replace(
    / (?:status|incident history).*$/i,
    '',
  );
  if (vendor === '') return null;
  const incidents = entries
    .map((entry) => incidentOf(entry, isAtom))
    .filter(
      ({ incident: { updatedAt }, isOver }) =>
        !isOver && updatedAt !== null && updatedAt > now - RECENT,
    );
  return {
    ...{ vendor, pageId: null, pageUrl: linkIn(head, isAtom) },
    ...{ words: '', isWell: false, components: [] },
    incidents: incidents.map(({ incident }) => incident),
  };
}

function incidentOf(
  entry: string,
  isAtom: boolean,
): { incident: UpstreamIncident; isOver: boolean } {
  const written = textIn(entry, isAtom ? 'content' : 'description') || textIn(entry, 'summary');
  const url = linkIn(entry, isAtom);
  const title = inertLine(textIn(entry, 'title'));
  const text = inertLine(written, 1000);
  const at = textIn(entry, isAtom ? 'updated' : 'pubDate');
  return {
    incident: {
      ...{
        id: inertLine(textIn(entry, isAtom ? 'id' : 'guid'), 200) || (url ?? title),
        title,
        url,
      },
      ...{ words: '', text, updatedAt: vendorInstant(at.trim()), componentIds: [] },
    },
    isOver: OVER.test(`${title} ${text.slice(0, 200)}`),
  };
}

/** What stands between the tags of the first elements of a name. Each step goes on in the text. */
function elements(xml: string, name: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (found.length < MAX_ENTRIES) {
    const open = xml.indexOf(`<${name}`, at);
    const end = open < 0 ? -1 : xml.indexOf(`</${name}>`, open);
    if (end < 0) return found;
    found.push(xml.slice(open, end));
    at = end + name.length + 3;
  }
  return found;
}

/** The text of the first element of a name; empty without one. */
function textIn(xml: string, name: string): string {
  const [inner = ''] = elements(`${xml}`, name);
  const text = inner.slice(inner.indexOf('>') + 1);
  const data = /^\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*$/.exec(text)?.[1];
  // Escaped markup is markup of the vendor’s text.
  return data ?? inertLine(text, 20_000);
}

function linkIn(xml: string, isAtom: boolean): string | null {
  if (!isAtom) return httpsUrl(textIn(xml, 'link').trim());
  const links = xml.match(/<link\b[^>]{0,1000}>/g) ?? [];
  const best =
    links.find((one) => /rel="alternate"/.test(one)) ?? links.find((one) => !/rel=/.test(one));
  return httpsUrl(/href="([^"]{1,1000})"/.exec(best ?? '')?.[1]?.replaceAll('&amp;', '&'));
}
