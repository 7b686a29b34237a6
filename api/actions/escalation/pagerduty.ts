import {
  deletePagerDuty,
  findPagerDuty,
  type PagerDutyRow,
  upsertPagerDuty,
} from '../../../db/escalation/pagerduty.ts';
import type { Encryption } from '../../core/encryption.ts';
import { notFound, refused } from '../../core/problem.ts';
import {
  type PagerDutyInput,
  pagerDutyEvent,
  ROUTING_KEY,
} from '../../domain/escalation/pagerduty.ts';
import type { Actor } from '../../domain/response/role.ts';
import { standardScale } from '../../domain/response/severity.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { type PagerDeps, pagerDutyOutcome, postEvent } from '../obligation/pager.ts';

type PagerDutyChange = DraftChange & { encryption: Encryption };

/** Sets up or replaces the integration. The key is encrypted, and not in the audit log. */
export async function savePagerDuty(
  deps: PagerDutyChange,
  actor: Actor,
  pageId: string,
  { routingKey, region }: PagerDutyInput,
): Promise<void> {
  const before = await findPagerDuty(deps.db, pageId);
  const at = deps.clock();
  const encrypted = await deps.encryption.encrypt(ROUTING_KEY, routingKey);
  const action = before ? 'edit' : 'create';
  await commitInternal(
    deps,
    { pageId, actor, at, subject: 'pagerduty', subjectId: pageId, action, after: { region } },
    [
      upsertPagerDuty(deps.db, {
        ...{ pageId, region, routingKey: encrypted, createdAt: at, updatedAt: at },
      }),
    ],
  );
}

/** Levels with it notify their people only. */
export async function removePagerDuty(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
): Promise<void> {
  await requirePagerDuty(deps, pageId);
  const at = deps.clock();
  await commitInternal(
    deps,
    { pageId, actor, at, subject: 'pagerduty', subjectId: pageId, action: 'delete' },
    deletePagerDuty(deps.db, pageId, at),
  );
}

/** Triggers and resolves a test alert. Throws PagerDuty’s refusal as a sentence. */
export async function testPagerDuty(
  deps: PagerDeps,
  page: { id: string; name: string },
): Promise<void> {
  const row = await requirePagerDuty(deps, page.id);
  const routingKey = await deps.encryption.decrypt(ROUTING_KEY, row.routingKey);
  if (routingKey === null)
    throw refused({ routingKey: 'The stored key can’t be read. Enter it again.' });
  const key = { routingKey, dedupKey: `allclear-test-${page.id}` };
  const alert = {
    ...{ name: 'Test event from Allclear. Nothing is wrong.', page: page.name, severity: null },
    ...{ scale: standardScale, at: deps.clock() },
    link: `${deps.config.baseUrl}/admin/on-call/escalation/pagerduty`,
  };
  for (const action of ['trigger', 'resolve'] as const) {
    const body = pagerDutyEvent(action, key, alert);
    const { failure } = pagerDutyOutcome(await postEvent(deps, row.region, body));
    if (failure) throw refused({ routingKey: failure });
  }
}

async function requirePagerDuty(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
): Promise<PagerDutyRow> {
  const row = await findPagerDuty(db, pageId);
  if (!row) throw notFound('PagerDuty integration');
  return row;
}
