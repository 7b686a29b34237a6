import { checkSources } from '../../../db/alert/source.ts';
import { storeOutcome, storeTurn } from '../../../db/check/check.ts';
import { insertResults } from '../../../db/check/result.ts';
import { componentsByIds } from '../../../db/component/component.ts';
import { asking, type Statement, violated, write } from '../../../db/engine/write.ts';
import type { DraftChange } from '../draft/commit-internal.ts';
import { alertOfCheck, checkOutcomeOf, type Judged } from './outcome.ts';

type Storing = Pick<DraftChange, 'db' | 'newId'>;
type Outcome = Judged & ReturnType<typeof checkOutcomeOf>;

/** Stores results and what follows from them. True where a check went down or is up again. */
export async function storeResults(deps: Storing, judged: readonly Judged[]): Promise<boolean> {
  const all = judged.map((one) => ({ ...one, ...checkOutcomeOf(one) }));
  await storeQuiet(
    deps,
    all.filter(({ isNews }) => !isNews),
  );
  const news = all.filter(({ isNews }) => isNews);
  if (news.length === 0) return false;
  const statements = await newsStatements(deps, news);
  if (await storeNews(deps, statements.flat())) return true;
  // One of them was changed or deleted meanwhile.
  let hasNews = false;
  for (const one of statements) hasNews = (await storeNews(deps, one)) || hasNews;
  return hasNews;
}

async function storeQuiet(deps: Storing, quiet: readonly Outcome[]): Promise<void> {
  if (quiet.length === 0) return;
  try {
    await write(deps.db, [
      ...insertResults(deps.db, quiet.map(rowOf)),
      ...quiet.map(({ check, outcome }) => storeOutcome(deps.db, check, outcome)),
    ]);
  } catch (error) {
    if (!isDeleted(error)) throw error;
    // One of them was deleted meanwhile.
    if (quiet.length > 1) for (const one of quiet) await storeQuiet(deps, [one]);
  }
}

/** State, result and alert of each. */
async function newsStatements(deps: Storing, news: readonly Outcome[]): Promise<Statement[][]> {
  const { db } = deps;
  const [sources, components] = await asking(db)([
    checkSources(
      db,
      news.map(({ check }) => check.pageId),
    ),
    componentsByIds(
      db,
      news.flatMap(({ check }) => check.componentId ?? []),
    ),
  ]);
  return news.map((one) => {
    const { pageId, componentId } = one.check;
    const source = sources.find((row) => row.pageId === pageId);
    const component = components.find(({ id }) => id === componentId)?.name ?? null;
    return [
      storeTurn(db, one.check, one.outcome),
      ...insertResults(db, [rowOf(one)]),
      ...(source
        ? [alertOfCheck(deps, one, { outcome: one.outcome, sourceId: source.id, component })]
        : []),
    ];
  });
}

/** False where a check was changed or deleted meanwhile: then nothing is stored. */
async function storeNews({ db }: Storing, statements: readonly Statement[]): Promise<boolean> {
  try {
    await write(db, statements);
    return true;
  } catch (error) {
    if (violated(error) === 'health_check.turn' || isDeleted(error)) return false;
    throw error;
  }
}

const isDeleted = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('FOREIGN KEY constraint failed');

const rowOf = ({ check, result, at }: Judged) => ({ checkId: check.id, at, ...result });
