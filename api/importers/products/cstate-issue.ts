import { z } from 'zod';
import type { GivenIncident, GivenUpdate } from '../port/port.ts';
import { changed, type KeyOf } from '../port/read.ts';

export const Affected = z
  .array(z.string())
  .nullish()
  .transform((names) => names ?? []);

export type CStateIssue = {
  file: string;
  title: string;
  /** Markdown of the repository, or HTML of the public JSON. */
  body: string;
  createdAt: string;
  severity?: string | null | undefined;
  resolved?: boolean | null | undefined;
  resolvedAt?: string | null | undefined;
  affected: string[];
};

const impacts: Record<string, string> = { disrupted: 'minor', down: 'major' };
const statuses: Record<string, string> = { disrupted: 'partial_outage', down: 'major_outage' };
const states = ['investigating', 'identified', 'monitoring', 'resolved'];

/** Hugo’s mark at the end of an update, with its time. */
const TRACK = /\{\{<\s*track\s+"([^"]{1,60})"\s*>\}\}/g;
const OTHER_MARK = /\{\{[<%][\s\S]{0,300}?[%>]\}\}/g;
/** Such as “*Resolved* - ” or “**Monitoring:** ”. */
const STATE = /^\s*[*_]{1,3}(\w+):?[*_]{1,3}\s*[-–—:]?\s*/;

export function incidentOfIssue(issue: CStateIssue, id: KeyOf): GivenIncident {
  const began = instantOf(issue.createdAt);
  const ended = issue.resolved ? (instantOf(issue.resolvedAt ?? '') ?? began) : null;
  const marked = updatesIn(issue, id);
  const listed = marked.length > 0 ? marked : [wholeText(issue, id)];
  const isEnded = !issue.resolved || listed.some(({ status }) => status === 'resolved');
  const end = { id: id('issue', issue.file, 'end'), status: 'resolved', body: 'Resolved.' };
  const updates = [...listed, ...(isEnded ? [] : [{ ...end, created_at: ended }])];
  const bad = statuses[issue.severity ?? ''];
  const changesTo = (before: string, after: string) =>
    issue.affected.map((name) => changed({ id: id('system', name), name }, before, after));
  return {
    ...{ id: id('issue', issue.file), name: issue.title, created_at: began },
    ...{ status: issue.resolved ? 'resolved' : (listed.at(-1)?.status ?? 'investigating') },
    ...{ impact: impacts[issue.severity ?? ''] ?? 'none', resolved_at: ended },
    incident_updates: updates.map((update, at) => ({
      ...update,
      affected_components: [
        ...(bad && at === 0 ? changesTo('operational', bad) : []),
        ...(bad && at > 0 && issue.resolved && at === updates.length - 1
          ? changesTo(bad, 'operational')
          : []),
      ],
    })),
    components: issue.affected.map((name) => ({ id: id('system', name) })),
  };
}

const wholeText = (issue: CStateIssue, id: KeyOf): GivenUpdate => ({
  ...{ id: id('issue', issue.file, 'text'), status: 'investigating' },
  body: issue.body.replace(OTHER_MARK, '').trim() || issue.title,
  created_at: instantOf(issue.createdAt),
});

/** What stands before each mark, oldest first; files list the newest first. */
function updatesIn({ file, body }: CStateIssue, id: KeyOf): GivenUpdate[] {
  let from = 0;
  const found = [...body.matchAll(TRACK)].flatMap((mark) => {
    const text = body.slice(from, mark.index).replace(OTHER_MARK, '').trim();
    from = mark.index + mark[0].length;
    const created_at = instantOf(mark[1] ?? '');
    if (text === '' || created_at === null) return [];
    const word = STATE.exec(text)?.[1]?.toLowerCase() ?? '';
    const isState = states.includes(word);
    const withoutState = isState ? text.replace(STATE, '') : text;
    return [{ status: isState ? word : 'investigating', body: withoutState || text, created_at }];
  });
  return found
    .sort((a, b) => a.created_at.localeCompare(b.created_at))
    .map((update, at) => ({ ...update, id: id('issue', file, at) }));
}

/** A date as Hugo writes or reads it, in UTC without a zone; null for none and for Go’s year 1. */
export function instantOf(text: string): string | null {
  const read =
    /^\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?/.exec(
      text,
    );
  if (!read?.[1] || read[1].startsWith('0001')) return null;
  const zone = (read[3] ?? 'Z').replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  const at = new Date(`${read[1]}T${read[2] ?? '00:00'}${zone}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
