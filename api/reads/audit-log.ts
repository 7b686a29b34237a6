import type { Db } from '../../db/engine/client.ts';
import { auditActors, listAudit, type StoredAudit } from '../../db/page/audit.ts';
import { auditNames } from '../../db/page/audit-names.ts';
import { auditChanges } from '../domain/audit/changes.ts';
import { type AuditKind, auditActor, auditKinds } from '../domain/audit/kinds.ts';
import { auditNotes } from '../domain/audit/notes.ts';
import { auditSentence } from '../domain/audit/sentence.ts';
import { addDays, startOfDay } from '../domain/time/zone.ts';

const PER_PAGE = 50;
/** Most entries in a file. */
export const MAX_ENTRIES = 5000;
const PER_READ = 1000;

/** `page` counts from 1. */
type Query = {
  who: string | null;
  kind: AuditKind | null;
  /** First and last day, in the page's time zone; null for no limit. */
  from: string | null;
  until: string | null;
  page: number;
};
type AuditedPage = { id: string; timeZone: string };

export type AuditLine = ReturnType<typeof lineOf>;
export type AuditLog = Awaited<ReturnType<typeof readAuditLog>>;

/** One page of the audit log, and everybody who can be filtered by. */
export async function readAuditLog(db: Db, page: AuditedPage, query: Query) {
  const pageId = page.id;
  const [stored, actors] = await Promise.all([
    listAudit(db, pageId, { ...storedQuery(page, query), limit: PER_PAGE }),
    auditActors(db, pageId),
  ]);
  const people = new Map(actors.map(auditActor).map(({ key, name }) => [key, name]));
  return {
    query,
    lines: await linesOf(db, pageId, stored.slice(0, PER_PAGE)),
    people: [...people].toSorted(([, a], [, b]) => a.localeCompare(b, 'en')),
    more: stored.length > PER_PAGE,
  };
}

/** The newest entries, for a file. */
export async function readAuditLines(
  db: Db,
  page: AuditedPage,
  query: Omit<Query, 'page'>,
): Promise<AuditLine[]> {
  const lines: AuditLine[] = [];
  for (let n = 1; lines.length < MAX_ENTRIES; n++) {
    const storedFilter = { ...storedQuery(page, { ...query, page: n }), limit: PER_READ };
    const stored = await listAudit(db, page.id, storedFilter);
    lines.push(...(await linesOf(db, page.id, stored.slice(0, PER_READ))));
    if (stored.length <= PER_READ) break;
  }
  return lines;
}

const storedQuery = ({ timeZone }: AuditedPage, { who, kind, from, until, page }: Query) => ({
  who,
  subjects: kind && auditKinds[kind],
  from: from === null ? null : startOfDay(from, timeZone),
  until: until === null ? null : startOfDay(addDays(until, 1), timeZone),
  page,
});

async function linesOf(db: Db, pageId: string, stored: readonly StoredAudit[]) {
  const names = await auditNames(db, pageId, stored);
  return stored.map((entry) => lineOf(entry, names.get(`${entry.subject}:${entry.subjectId}`)));
}

type Named = Awaited<ReturnType<typeof auditNames>> extends Map<string, infer One> ? One : never;

function lineOf(entry: StoredAudit, named: Named | undefined) {
  const { id, at, action, subject, subjectId, before, after } = entry;
  const by = auditActor(entry.actor);
  const facts = {
    ...{ action, subject, subjectId, before, after },
    name: named?.name ?? null,
    state: named?.state ?? null,
    isOwn: by.key === `user:${subjectId}`,
  };
  const isEdit = ['edit', 'correct', 'restore'].includes(action);
  return {
    ...{ id, at, by, action, subject, subjectId },
    ...auditSentence(facts),
    href: named ? hrefOf(subject, subjectId, named) : null,
    notes: auditNotes(entry),
    changes: isEdit ? auditChanges(before, after) : [],
  };
}

/** The page of the console that shows the subject, while it exists. */
function hrefOf(subject: string, id: string, { incidentId }: Named): string | null {
  if (incidentId) return `/admin/incidents/${incidentId}`;
  if (subject === 'component' || subject === 'component_interval') return `/admin/components/${id}`;
  if (subject === 'template') return `/admin/settings/templates/${id}`;
  if (subject === 'member') return `/admin/settings/members/${id}`;
  return null;
}
