import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import { countRunsOf, listRuns, listSteps, type RunbookRun } from '../../../db/runbook/run.ts';
import {
  findRunbook,
  findRunbookVersion,
  listRunbookLinks,
  listRunbooks,
  listRunbookVersions,
  type Runbook,
} from '../../../db/runbook/runbook.ts';
import { listMembers } from '../../../db/team/account.ts';
import { writeRunbooks } from '../../../templates/runbook/write.ts';
import { wholeNameOf } from '../../domain/component/resolve.ts';
import { isAutomationDue } from '../../domain/runbook/automation.ts';
import { readinessOf } from '../../domain/runbook/readiness.ts';
import { matchesSearch, type RunbookContent } from '../../domain/runbook/runbook.ts';

type Components = Awaited<ReturnType<typeof listComponents>>;

const namesOf = (all: Components, ids: readonly string[]): string[] =>
  all.filter(({ id }) => ids.includes(id)).map((one) => wholeNameOf(all, one));

/** A runbook with names for the components that it is for. */
const named = (all: Components, { title, body, alertNames, componentIds }: RunbookContent) => ({
  ...{ title, body, alertNames },
  components: namesOf(all, componentIds),
});

export type RunbookLibrary = Awaited<ReturnType<typeof readLibrary>>;

/** All runbooks in which the words occur, without their texts. */
export async function readLibrary(db: Db, pageId: string, query: string) {
  const [all, components, counts, members] = await Promise.all([
    listRunbooks(db, pageId),
    listComponents(db, pageId),
    countRunsOf(db, pageId),
    listMembers(db, pageId),
  ]);
  const words = query.trim();
  const found = words ? all.filter((one) => matchesSearch(one, words)) : all;
  const readiness = readinessOf({ components, members, runbooks: all });
  return {
    query: words,
    total: all.length,
    runbooks: found.map((one) => {
      const { runs = 0, lastAt = null } =
        counts.find(({ runbookId }) => runbookId === one.id) ?? {};
      return {
        ...{ id: one.id, title: one.title, alertNames: one.alertNames },
        components: namesOf(components, one.componentIds),
        ...{ runs, lastAt, updatedAt: one.updatedAt },
        isAutomationDue: isAutomationDue(runs, one.automation),
      };
    }),
    readiness: {
      total: readiness.length,
      notReady: readiness.filter(({ isReady }) => !isReady).length,
    },
  };
}

/** Every runbook of a page as one text, or one runbook. */
export async function runbookFile(db: Db, pageId: string, only?: Runbook): Promise<string> {
  const [all, components] = await Promise.all([
    only ? [only] : listRunbooks(db, pageId),
    listComponents(db, pageId),
  ]);
  return writeRunbooks(all.map((one) => named(components, one)));
}

export type ShownRunbook = Awaited<ReturnType<typeof readRunbook>>;

const RUNS = 20;

/** One runbook with its newest runs. `componentId` fills the placeholder; without one, the first that it is for. */
export async function readRunbook(
  db: Db,
  runbook: Runbook,
  { componentId, personId }: { componentId: string | null; personId: string | null },
) {
  const [components, counts, runs] = await Promise.all([
    listComponents(db, runbook.pageId),
    countRunsOf(db, runbook.pageId),
    listRuns(db, { runbookId: runbook.id, personId }, { skip: 0, most: RUNS }),
  ]);
  const count = counts.find(({ runbookId }) => runbookId === runbook.id)?.runs ?? 0;
  const subjects = subjectsOf(components, runbook.componentIds);
  const chosen = components.find(({ id, group }) => id === componentId && !group);
  return {
    runbook,
    components: namesOf(components, runbook.componentIds),
    /** What `{{component}}` can stand for. */
    subjects,
    subject: chosen ? { id: chosen.id, name: chosen.name } : (subjects[0] ?? null),
    runs: runs.map(({ run, done }) => ({
      ...run,
      done,
      component: components.find(({ id }) => id === run.componentId)?.name ?? null,
    })),
    count,
    isAutomationDue: isAutomationDue(count, runbook.automation),
  };
}

/** The components that a runbook is for; of a group, its components. */
const subjectsOf = (all: Components, ids: readonly string[]): { id: string; name: string }[] =>
  all
    .filter(
      ({ id, group, groupId }) => !group && [id, groupId].some((one) => one && ids.includes(one)),
    )
    .map(({ id, name }) => ({ id, name }));

export type ShownRun = NonNullable<Awaited<ReturnType<typeof readRun>>>;

/** A run with the text that it began with; null where the runbook is gone. */
export async function readRun(db: Db, run: RunbookRun) {
  const [version, steps, components, current] = await Promise.all([
    findRunbookVersion(db, run.runbookId, run.version),
    listSteps(db, run.id),
    listComponents(db, run.pageId),
    findRunbook(db, run.pageId, run.runbookId),
  ]);
  if (!version) return null;
  const component = components.find(({ id }) => id === run.componentId);
  return {
    run,
    steps,
    title: version.content.title,
    body: version.content.body,
    subject: component ? { id: component.id, name: component.name } : null,
    /** False: archived since. */
    isListed: current !== null,
    /** A newer version than the one that this run follows. */
    newerVersion: current && current.revision > run.version ? current.revision : null,
  };
}

/** How many versions of one runbook are listed. */
const VERSIONS = 50;

export type RunbookHistory = Awaited<ReturnType<typeof readRunbookHistory>>;

/** The newest versions of a runbook as text, each with the text before it. */
export async function readRunbookHistory(db: Db, runbook: Runbook) {
  const [stored, components] = await Promise.all([
    listRunbookVersions(db, runbook.id, VERSIONS + 1),
    listComponents(db, runbook.pageId),
  ]);
  const texts = stored.map(({ content }) => writeRunbooks([named(components, content)]));
  const versions = stored.slice(0, VERSIONS).map(({ version, author, restored, createdAt }, i) => ({
    ...{ version, author, restored, createdAt },
    text: texts[i] ?? '',
    textBefore: texts[i + 1] ?? null,
  }));
  return { runbook, versions, hasOlder: stored.length > VERSIONS };
}

export type ReadinessList = Awaited<ReturnType<typeof readReadiness>>;

/** Whether each component has an owner and a runbook. */
export async function readReadiness(db: Db, pageId: string) {
  const [components, members, runbooks] = await Promise.all([
    listComponents(db, pageId),
    listMembers(db, pageId),
    listRunbookLinks(db, pageId),
  ]);
  return { components: readinessOf({ components, members, runbooks }), runbooks: runbooks.length };
}
