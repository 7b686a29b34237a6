import { write } from '../../../db/engine/write.ts';
import {
  beginSourceImport,
  changeSourceImport,
  claimSourceImport,
  dropSourceImport,
  findSourceImport,
  type SourceImport,
} from '../../../db/page/source-import.ts';
import type { Deps } from '../../context/deps.ts';
import { errorFacts } from '../../core/log.ts';
import { notFound } from '../../core/problem.ts';
import { type ImportReport, isInterrupted } from '../../domain/page/source-import.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { ImportedPage, Importer, ImportFile } from '../port/port.ts';
import { SourceError } from '../port/source-error.ts';
import { importerNamed } from '../registry.ts';
import { type ImportResult, storeImport } from '../run.ts';
import { getByOutgoing } from './get.ts';

/** What a form gave. The key is only in memory. */
export type GivenSource = {
  kind: string;
  place: string;
  apiKey?: string | undefined;
  files?: ImportFile[] | undefined;
};

/** Progress is noted at most this often, ms. */
const NOTE_EVERY = 2000;
const LISTED = 100;
const EXAMPLES = 12;
/** A stored document, in characters: one row of a database. */
const MAX_DOCUMENT = 16 * 1024 * 1024;
/** Requests that the work of the minute and the writes of an import need at the edge. */
const KEPT_REQUESTS = 25;
const MAX_REQUESTS = 5000;

/** Begins to read; `reading` is the work itself, which never rejects. */
export async function beginReading(
  deps: Deps,
  actor: Actor,
  pageId: string,
  given: GivenSource,
): Promise<{ id: string; reading: Promise<void> }> {
  const id = deps.newId();
  const now = deps.clock();
  const place = given.files ? namesOf(given.files) : given.place;
  const row = { id, pageId, kind: given.kind, place: place.slice(0, 500) };
  await write(deps.db, beginSourceImport(deps.db, { ...row, workedAt: now, createdAt: now }));
  return { id, reading: read(deps, actor, { id, pageId, given }) };
}

/** Two names, and how many more there are. */
function namesOf(files: readonly ImportFile[]): string {
  const names = files.map(({ name }) => name);
  return names.length > 3
    ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more files`
    : names.join(', ');
}

type Job = { id: string; pageId: string; given: GivenSource };

async function read(deps: Deps, actor: Actor, { id, pageId, given }: Job): Promise<void> {
  const importer = importerNamed(given.kind);
  await orFailed(deps, id, async () => {
    if (!importer) throw new SourceError('This source is not known.');
    const found = await importer.read({
      ...given,
      get: getByOutgoing({ send: deps.send, rules: deps.outgoingRules, maxRequests: most(deps) }),
      say: noteFor(deps, id),
    });
    const document = JSON.stringify(found);
    if (document.length > MAX_DOCUMENT)
      throw new SourceError('This page is too large. Import it on the command line instead.');
    const report = reportOf(
      await storeImport(deps, actor, importer, found, { pageId, dryRun: true }),
    );
    return { state: 'checked', document, report, note: '' };
  });
}

const most = ({ outgoingRules, config }: Deps): number =>
  outgoingRules.runtime === 'edge'
    ? Math.max(1, config.subrequestLimit - KEPT_REQUESTS)
    : MAX_REQUESTS;

/** Notes progress without waiting for it: a lost note changes nothing. */
function noteFor({ db, clock }: Deps, id: string): (line: string) => void {
  let last = 0;
  return (line) => {
    if (performance.now() - last < NOTE_EVERY) return;
    last = performance.now();
    const change = { note: line.slice(0, 200), workedAt: clock() };
    write(db, [changeSourceImport(db, id, change)]).catch(() => {});
  };
}

/** Stores what was read. Nothing happens where somebody else does it already. */
export async function storeRead(
  deps: Deps,
  actor: Actor,
  found: SourceImport,
): Promise<{ storing: Promise<void> }> {
  const now = deps.clock();
  const importer = importerNamed(found.kind);
  const mayStore = found.state === 'checked' || isInterrupted(found, now);
  const document = found.document;
  if (!mayStore || document === null || !importer) return { storing: Promise.resolve() };
  if (!(await claimSourceImport(deps.db, found, now))) return { storing: Promise.resolve() };
  return { storing: store(deps, actor, { found, document, importer }) };
}

async function store(
  deps: Deps,
  actor: Actor,
  {
    found: { id, pageId },
    document,
    importer,
  }: { found: SourceImport; document: string; importer: Importer },
): Promise<void> {
  await orFailed(deps, id, async () => {
    const page = JSON.parse(document) as ImportedPage; // `read` wrote it
    const report = reportOf(
      await storeImport(deps, actor, importer, page, { pageId, dryRun: false }),
    );
    return { state: 'done', document: null, report, note: '' };
  });
}

type Change = Omit<Parameters<typeof changeSourceImport>[2], 'workedAt'>;

async function orFailed(deps: Deps, id: string, work: () => Promise<Change>): Promise<void> {
  const { db, clock, log } = deps;
  try {
    const change = await work().catch((error: unknown): Change => {
      if (!(error instanceof SourceError))
        log('error', 'import of a page failed', errorFacts(error));
      const note =
        error instanceof SourceError
          ? error.message
          : 'Something went wrong here. The log says what. Nothing was imported.';
      return { state: 'failed', note: note.slice(0, 1000), document: null };
    });
    await write(db, [changeSourceImport(db, id, { ...change, workedAt: clock() })]);
  } catch (error) {
    log('error', 'import of a page failed', errorFacts(error));
  }
}

function reportOf({ stored, translation }: ImportResult): ImportReport {
  const { components, incidents, skipped, changed, gaps } = translation;
  const conflicts = stored.conflicts.map(({ name, why }) => ({ what: `“${name}”`, why }));
  const leftOut = [...skipped, ...conflicts];
  return {
    components: stored.components,
    incidents: stored.incidents,
    maintenances: incidents.filter(({ row }) => row.kind === 'maintenance').length,
    updates: incidents.reduce((sum, one) => sum + one.updates.length, 0),
    examples: [
      ...components.slice(0, EXAMPLES).map(({ name, group }) => ({
        ...{ kind: group ? ('group' as const) : ('component' as const), name },
      })),
      ...incidents.slice(0, EXAMPLES).map(({ row: { kind, name } }) => ({ kind, name })),
    ],
    leftOut: { lines: leftOut.slice(0, LISTED), count: leftOut.length },
    changed: { lines: changed.slice(0, LISTED), count: changed.length },
    gaps,
  };
}

export async function sourceImportCalled(
  deps: Pick<Deps, 'db'>,
  pageId: string,
  id: string,
): Promise<SourceImport> {
  const found = await findSourceImport(deps.db, pageId, id);
  if (!found) throw notFound('import');
  return found;
}

export const cancelSourceImport = (deps: Pick<Deps, 'db'>, pageId: string, id: string) =>
  write(deps.db, [dropSourceImport(deps.db, pageId, id)]);
