import { upsertSystemChange } from '../../../db/change/change.ts';
import {
  deleteGitHubHook,
  findGitHubHook,
  type GitHubHook,
  updateGitHubHook,
  upsertGitHubHook,
} from '../../../db/change/github-hook.ts';
import { listComponents } from '../../../db/component/component.ts';
import { type Statement, violated, write } from '../../../db/engine/write.ts';
import { insertInboundEvent } from '../../../db/subscriber/suppression.ts';
import { notFound, outageProblem } from '../../core/problem.ts';
import type { Signer } from '../../core/secret.ts';
import { deploymentIn, type GitHubDeployment, isWatched } from '../../domain/change/github.ts';
import { resolveComponents } from '../../domain/component/resolve.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commitInternal } from '../draft/commit-internal.ts';
import type { RoomChange } from '../room/commit.ts';

type Signing = { signer: Signer };

/** The secret of a page's webhook: derived, so that neither the database nor a backup holds it. */
export const gitHubSecret = (
  { signer }: Signing,
  { pageId, nonce }: Pick<GitHubHook, 'pageId' | 'nonce'>,
): Promise<string> => signer.sign('github hook', pageId, nonce);

/** Makes the webhook of a page, or replaces its secret: the former one is refused from now on. */
export async function makeGitHubHook(
  deps: RoomChange & Signing,
  actor: Actor,
  pageId: string,
): Promise<string> {
  const before = await findGitHubHook(deps.db, pageId);
  const row = { pageId, nonce: deps.newId(), createdAt: deps.clock() };
  const action = before ? 'rotate secret' : 'create';
  await commitHook(deps, actor, { pageId, action }, [upsertGitHubHook(deps.db, row)]);
  return gitHubSecret(deps, row);
}

export async function removeGitHubHook(
  deps: RoomChange,
  actor: Actor,
  pageId: string,
): Promise<void> {
  if (!(await findGitHubHook(deps.db, pageId))) return;
  await commitHook(deps, actor, { pageId, action: 'delete' }, [deleteGitHubHook(deps.db, pageId)]);
}

/** Which environments count; none for all that are not transient. */
export async function saveGitHubEnvironments(
  deps: RoomChange,
  actor: Actor,
  pageId: string,
  environments: string[],
): Promise<void> {
  if (!(await findGitHubHook(deps.db, pageId))) throw notFound('webhook');
  const after = { environments };
  await commitHook(deps, actor, { pageId, action: 'edit', after }, [
    updateGitHubHook(deps.db, pageId, after),
  ]);
}

const commitHook = (
  deps: RoomChange,
  actor: Actor,
  { pageId, ...change }: { pageId: string; action: string; after?: unknown },
  statements: readonly Statement[],
) =>
  commitInternal(
    deps,
    { pageId, actor, at: deps.clock(), subject: 'github_hook', subjectId: pageId, ...change },
    statements,
  );

/** A verified delivery. Its ID is not signed, so the row of a deployment also has GitHub's own. */
export type GitHubDelivery = { id: string; event: string; body: unknown };

/** Applies a delivery at most once, in any order. Returns what became of it, for GitHub and the settings. */
export async function receiveGitHub(
  deps: RoomChange,
  hook: GitHubHook,
  { id, event, body }: GitHubDelivery,
): Promise<string> {
  const { pageId } = hook;
  const now = deps.clock();
  const read = await outcomeOf(deps, hook, event, body);
  const statements = [
    insertInboundEvent(deps.db, {
      ...{ provider: 'github', eventId: `${pageId} ${id}`, receivedAt: now },
    }),
    ...read.statements,
    updateGitHubHook(deps.db, pageId, { lastAt: now, lastOutcome: read.outcome }),
  ];
  try {
    await write(deps.db, statements);
  } catch (error) {
    if (violated(error)?.startsWith('inbound_event.')) return 'Received before.';
    throw outageProblem(error) ?? error;
  }
  return read.outcome;
}

async function outcomeOf(
  deps: RoomChange,
  hook: GitHubHook,
  event: string,
  body: unknown,
): Promise<{ outcome: string; statements: Statement[] }> {
  if (event === 'ping') return { outcome: 'GitHub reached this page.', statements: [] };
  if (event !== 'deployment' && event !== 'deployment_status')
    return { outcome: `Ignored: “${event.slice(0, 60)}” is no deployment.`, statements: [] };
  const deployment = deploymentIn(body);
  if (typeof deployment === 'string') return { outcome: deployment, statements: [] };
  if (!deployment) return { outcome: 'Ignored: an earlier deployment ended.', statements: [] };
  if (!isWatched(deployment, hook.environments))
    return { outcome: `Ignored: environment “${deployment.environment}”.`, statements: [] };
  const row = await rowOf(deps, hook.pageId, deployment);
  return { outcome: `Stored: ${deployment.ref}.`, statements: [upsertSystemChange(deps.db, row)] };
}

async function rowOf(
  deps: RoomChange,
  pageId: string,
  { isTransient: _, components, ...deployment }: GitHubDeployment,
) {
  const now = deps.clock();
  const named =
    components.length > 0
      ? resolveComponents(await listComponents(deps.db, pageId), components)
      : { ids: [] };
  return {
    ...{ id: deps.newId(), pageId, kind: 'deploy' as const, source: 'GitHub' },
    ...deployment,
    at: Math.min(deployment.at, now),
    componentIds: named.ids,
    createdAt: now,
  };
}
